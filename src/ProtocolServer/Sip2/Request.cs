using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>What the session must know of a frame before anything is done about it.</summary>
readonly record struct Request(Sip2Rejection Rejection, Exchange? Exchange, Sip2Trailer Trailer)
{
    public string Code => Exchange!.Request.Code;

    /// <summary>Takes a frame apart; a frame that cannot be answered by its pair has a rejection.</summary>
    public static Request Of(ReadOnlySpan<byte> frame, MessageTable table)
    {
        if (!Sip2Reader.TryRead(frame, table, out var message, out var rejection))
        {
            var hasChecksum = rejection is Sip2Rejection.BadChecksum || FrameTail.Of(frame).HasChecksum;
            return new(rejection, null, hasChecksum ? Sip2Trailer.ChecksumOnly : Sip2Trailer.None);
        }
        return table.ExchangeOf(message.Spec) is { } exchange
            ? new(Sip2Rejection.None, exchange, message.Trailer)
            : new(Sip2Rejection.AnswerFromTerminal, null, message.Trailer);
    }
}
