using System.Security.Cryptography;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>
/// How a SIP2 request is known again (design: exactly once): by its bytes without AY and AZ, since a repetition after a reconnect may
/// carry another sequence; a payment by its own number (BK). The PIN is left out, so that no key can be searched for it.
/// </summary>
static class CommandKeys
{
    public static CommandKey Of(in Sip2Reader message, Sip2Session session, bool movesMoney)
    {
        var scope = $"sip2/{session.Account.Login}";
        var transaction = message.Get(Fields.TransactionId).Trim((byte)' ');
        if (!movesMoney || transaction.IsEmpty)
        {
            var whole = HashWithoutPin(message);
            return new(scope, whole, whole) { IsDerived = true };
        }
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in Asked)
        {
            content.AppendData(message.Get(field).Trim((byte)' '));
            content.AppendData("|"u8);
        }
        foreach (var line in message.GetTexts(Fields.PageLine)) content.AppendData(System.Text.Encoding.UTF8.GetBytes(line));
        return new(scope, KeyOf(transaction), content.GetHashAndReset());
    }

    /// <summary>What a payment asks, whatever its date and its way here.</summary>
    static readonly Sip2Field[] Asked =
    [
        Fields.InstitutionId, Fields.PatronId, Fields.FeeAmount, Fields.FixedCurrency, Fields.FixedFeeType, Fields.PaymentType, Fields.FeeIdentifier,
        Fields.WalletOperation, Fields.ServerTransactionId, Fields.Purpose, Fields.DenominationsInserted, Fields.OldCopyCard, Fields.ChipId, Fields.RecreditReason,
    ];

    /// <summary>The key of an earlier message of this terminal, by the number it had then (WK).</summary>
    public static CommandKey Earlier(in Sip2Reader message, Sip2Session session) =>
        new($"sip2/{session.Account.Login}", KeyOf(message.Get(Fields.OriginalTransactionId).Trim((byte)' ')), default);

    static byte[] KeyOf(ReadOnlySpan<byte> transaction)
    {
        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        key.AppendData("BK|"u8);
        key.AppendData(transaction);
        return key.GetHashAndReset();
    }

    static byte[] HashWithoutPin(in Sip2Reader message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = message.Content;
        var pin = message.Get(Fields.PatronPassword);
        if (!pin.IsEmpty && content.Overlaps(pin, out var at))
        {
            hash.AppendData(content[..at]);
            content = content[(at + pin.Length)..];
        }
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
