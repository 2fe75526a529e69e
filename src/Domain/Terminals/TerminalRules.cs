using System.Collections.Frozen;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Terminals;

/// <summary>The decisions of a terminal's profile: what this machine may do beyond, or short of, the library's rules.</summary>
public sealed record TerminalRules
{
    /// <summary>As every machine without a profile of its own.</summary>
    public static readonly TerminalRules Usual = new();

    public PinRequirement Pin { get; init; } = PinRequirement.Optional;

    /// <summary>Acts for which the PIN must come where it is <see cref="PinRequirement.Required"/>.</summary>
    public FrozenSet<Act> PinActs { get; init; } = FrozenSet<Act>.Empty;

    /// <summary>Kinds of items this machine does not lend, whatever the rules say: too large for its drawer, for staff only.</summary>
    public FrozenSet<string> NotLent { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Kinds of items this machine does not take back.</summary>
    public FrozenSet<string> NotTakenBack { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Refusals that don't hold at this machine, by code: a staff desk lends past them.</summary>
    public FrozenSet<string> Overrides { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether staff data is given out where the account has the permission.</summary>
    public bool AllowsStaffData { get; init; } = true;

    /// <summary>How this machine spends from wallets and takes money for them.</summary>
    public WalletHabits Wallet { get; init; } = new();

    /// <summary>Into which bin a returned item goes (SIP2 CL).</summary>
    public SortPlan Sorting { get; init; } = SortPlan.None;

    /// <summary>Refusals that a profile may override: what a person at a desk decides, never who somebody is.</summary>
    public static FrozenSet<string> Overridable { get; } = FrozenSet.ToFrozenSet(
    [
        "loan-limit", "overdue-items", "renewals-spent", "claims-returned", "items-lost", "fines-owed", "fees-owed", "recalls-overdue", "items-billed",
        "on-hold-shelf", "item-not-available", "renewal-overdue", "renewal-limit", "renewal-held", "hold-limit", "hold-available",
    ], StringComparer.Ordinal);

    public bool Overrule(Refusal refusal) => Overrides.Contains(refusal.Code);

    /// <summary>What of an account's permissions counts here.</summary>
    public Permissions Of(Permissions account) => AllowsStaffData ? account : account & ~Permissions.StaffData;
}

/// <summary>What a PIN means at a machine (BJ-6).</summary>
public enum PinRequirement
{
    /// <summary>Checked when it comes.</summary>
    Optional,

    /// <summary>Without it nothing is done or told.</summary>
    Required,

    /// <summary>Not checked: the machine has let the reader in by another proof, or sends rubbish in its place.</summary>
    Ignored,
}
