using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Sending;

/// <summary>Brings messages of one kind to where they belong.</summary>
public interface IDelivery
{
    /// <summary>Of the outbox, such as <c>ncip</c>.</summary>
    string Kind { get; }

    /// <summary>Sends one message and says what came of it. It may be called again with the same message until it was answered.</summary>
    Task<Delivered> SendAsync(OutboxLetter letter, CancellationToken cancel);
}

/// <summary>What came of an attempt.</summary>
/// <param name="IsAnswered">The other end has taken it, or has refused it for good: it is never sent again.</param>
/// <param name="Result"><c>done</c>, the problem that was answered, or why there was no answer. Nothing personal.</param>
public readonly record struct Delivered(bool IsAnswered, string Result)
{
    public static readonly Delivered Done = new(true, "done");

    /// <summary>It was read and refused; a repetition would be refused as well.</summary>
    public static Delivered Refused(string problem) => new(true, problem);

    /// <summary>Whether it was taken is not known, or it surely was not: it is sent again.</summary>
    public static Delivered Failed(string why) => new(false, why);
}
