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
            return new(scope, whole, whole);
        }
        using var key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        key.AppendData("BK|"u8);
        key.AppendData(transaction);
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in (ReadOnlySpan<Sip2Field>)
            [Fields.InstitutionId, Fields.PatronId, Fields.FeeAmount, Fields.FixedCurrency, Fields.FixedFeeType, Fields.PaymentType, Fields.FeeIdentifier])
        {
            content.AppendData(message.Get(field).Trim((byte)' '));
            content.AppendData("|"u8);
        }
        return new(scope, key.GetHashAndReset(), content.GetHashAndReset());
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
