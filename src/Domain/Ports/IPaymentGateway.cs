using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;

namespace ProtocolServer.Domain.Ports;

/// <summary>A payment gateway (HF-12): takes readers' money on line and tells of it in signed messages.</summary>
public interface IPaymentGateway
{
    /// <summary>Names it in settings, addresses and accounts: <c>alipay</c>.</summary>
    string Name { get; }

    /// <summary>What it takes.</summary>
    Currency Currency { get; }

    /// <summary>Announces a payment; the same one again is harmless. Gives what the reader's phone opens, or scans as a code.</summary>
    /// <exception cref="GatewayException">It did not answer as it should; ask again.</exception>
    Task<string> StartAsync(GatewayOrder order, CancellationToken cancel);

    /// <summary>Reads a notification, and believes it only where its signature, its addressee and its age are right.</summary>
    GatewayNotice Read(GatewayMessage message, DateTimeOffset now);

    /// <summary>Asks what became of a payment whose notification never came.</summary>
    /// <exception cref="GatewayException">It did not answer as it should; ask again.</exception>
    Task<GatewayNotice> AskAsync(Guid payment, CancellationToken cancel);

    /// <summary>Gives money back; the same refund again is harmless. Gives the gateway's own number of it.</summary>
    /// <exception cref="GatewayException">It did not do it, or whether it did is not known; the same refund may be sent again.</exception>
    Task<string> RefundAsync(GatewayRefund refund, CancellationToken cancel);

    /// <summary>What it wants to hear: that a notification was taken, or that it shall come again.</summary>
    GatewayReply Reply(bool isTaken);
}

/// <param name="Payment">Our number, which comes back with every message about it.</param>
/// <param name="Subject">What the reader sees on her phone.</param>
/// <param name="NotifyUrl">Where it is told of.</param>
public sealed record GatewayOrder(Guid Payment, Money Amount, string Subject, DateTimeOffset ExpiresAt, string NotifyUrl);

/// <param name="Refund">Our number of it.</param>
/// <param name="Total">What the payment was.</param>
public sealed record GatewayRefund(Guid Refund, Guid Payment, Money Amount, Money Total, string Reason);

/// <summary>A message as it came.</summary>
/// <param name="Header">Value of a header; null where it is absent.</param>
public sealed record GatewayMessage(Func<string, string?> Header, ReadOnlyMemory<byte> Body);

/// <param name="ContentType">Null where there is no body.</param>
public sealed record GatewayReply(int Status, string? ContentType, string Body);

/// <summary>What a message of a gateway comes to.</summary>
public abstract record GatewayNotice
{
    GatewayNotice() { }

    /// <summary>Money came in.</summary>
    public sealed record Paid(Guid Payment, GatewayReceipt Receipt) : GatewayNotice;

    /// <summary>Genuine, and of no money: the payment is open, closed, or not known there.</summary>
    public sealed record NotPaid(Guid? Payment) : GatewayNotice;

    /// <summary>Not to be believed.</summary>
    public sealed record Rejected(GatewayRejection Why) : GatewayNotice;
}

/// <summary>Why a message is not believed.</summary>
public enum GatewayRejection
{
    /// <summary>It lacks what its rules ask for, or can't be deciphered.</summary>
    Unreadable,

    SignatureWrong,

    /// <summary>Signed with a certificate that is not among ours.</summary>
    CertificateUnknown,

    /// <summary>Signed too long ago, or in the future: recorded and sent again by somebody.</summary>
    OutsideWindow,

    /// <summary>Genuine, but of another merchant or application.</summary>
    ForAnother,
}

/// <summary>The gateway did not answer, or not as it should.</summary>
public sealed class GatewayException(string message, Exception? inner = null) : Exception(message, inner);
