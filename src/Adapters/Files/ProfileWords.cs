using System.Collections.Frozen;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Adapters.Files;

/// <summary>The words of a profile's file and what they mean.</summary>
static class ProfileWords
{
    static FrozenDictionary<string, T> Words<T>(params (string Word, T Value)[] words) =>
        words.ToFrozenDictionary(pair => pair.Word, pair => pair.Value, StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, VersionChoice> Versions =
        Words(("as-asked", VersionChoice.AsAsked), ("1.00", VersionChoice.One), ("2.00", VersionChoice.Two));

    public static readonly FrozenDictionary<string, LineEnd> LineEnds = Words(("cr", LineEnd.Cr), ("crlf", LineEnd.CrLf), ("lf", LineEnd.Lf));

    public static readonly FrozenDictionary<string, ErrorDetection> ErrorDetections = Words(
        ("allowed", ErrorDetection.Allowed), ("demanded", ErrorDetection.Demanded), ("unchecked", ErrorDetection.Unchecked), ("off", ErrorDetection.Off));

    public static readonly FrozenDictionary<string, bool> Zones = Words(("blank", false), ("utc", true));

    public static readonly FrozenDictionary<string, LogInWay> LogInWays = Words(
        ("message", LogInWay.Message), ("prompts", LogInWay.Prompts), ("certificate", LogInWay.Certificate), ("address", LogInWay.Address));

    public static readonly FrozenDictionary<string, StripAnswer> StripAnswers = Words(
        ("as-decided", StripAnswer.AsDecided), ("never", StripAnswer.Never), ("always", StripAnswer.Always), ("unknown", StripAnswer.Unknown));

    public static readonly FrozenDictionary<string, Presence> Presences =
        Words(("with-alert", Presence.WhenItMeansSomething), ("always", Presence.Always), ("never", Presence.Never));

    public static readonly FrozenDictionary<string, PinRequirement> PinRequirements = Words(
        ("optional", PinRequirement.Optional), ("required", PinRequirement.Required), ("ignored", PinRequirement.Ignored));

    public static readonly FrozenDictionary<string, LateCapture> LateCaptures = Words(("refuse", LateCapture.Refuse), ("debit", LateCapture.Debit), ("debt", LateCapture.Debt));

    public static readonly FrozenDictionary<string, Overdraw> Overdraws = Words(("deny", Overdraw.Deny), ("if-funds", Overdraw.IfFunds), ("debt", Overdraw.Debt));

    public static readonly FrozenDictionary<string, Act> PinActs = Words(
        ("enquire", Act.Enquire), ("borrow", Act.Borrow), ("renew", Act.Renew),
        ("hold", Act.PlaceHold), ("pay", Act.Pay), ("copy", Act.Copy));

    public static readonly FrozenSet<Act> EveryAct = PinActs.Values.ToFrozenSet();
}
