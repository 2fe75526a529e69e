using System.Collections.Frozen;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Sip2;

/// <summary>Refusal → reason code of the wallet's extension (domain reference 1.5), the whole of it. The codes never change.</summary>
static class WalletReasons
{
    public const int Done = 0, Replayed = 1, ReleasedAlready = 2, Temporary = 900;

    public static FrozenDictionary<string, int> Rows { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["card-unknown"] = 101,
        ["pin-wrong"] = 102, ["pin-locked"] = 102, ["pin-missing"] = 102,
        ["card-lost"] = 103, ["card-expired"] = 103, ["card-suspended"] = 103, ["card-withdrawn"] = 103, ["card-superseded"] = 103, ["wallet-closed"] = 103,
        ["wallet-pending"] = 104, ["card-pending"] = 104,
        ["wallet-unauthorised"] = 105,
        ["wallet-insufficient"] = 201,
        ["wallet-cap"] = 202,
        ["denomination-unknown"] = 203,
        ["payment-currency"] = 204,
        ["payment-amount"] = 205, ["price-differs"] = 205, ["payment-none-owed"] = 206, ["payment-over"] = 206,
        ["money-hold-unknown"] = 301, ["debit-unknown"] = 301, ["charge-unknown"] = 301,
        ["money-hold-expired"] = 302,
        ["money-hold-captured"] = 303,
        ["money-hold-released"] = 304,
        ["money-hold-over"] = 305,
        ["money-hold-elsewhere"] = 306,
        ["key-conflict"] = 401,
        ["key-missing"] = 402,
        ["not-permitted"] = 403, ["payment-type"] = 403, ["purpose-unknown"] = 403, ["reason-missing"] = 403, ["operation-unknown"] = 403, ["fee-type-unknown"] = 403, ["waive-exactly"] = 206,
        ["chip-taken"] = 403, ["second-operator-missing"] = 403,
        ["copy-card-used"] = 404,
        ["recredit-over"] = 405,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static int Of(Refusal? refusal) => refusal is null ? Done : Rows.GetValueOrDefault(refusal.Code, 403);
}
