using System.Collections.Frozen;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Domain.Kernel;

/// <summary>Everything a decision may know besides the stored state: time, rules, ids, who asks.</summary>
public sealed record Facts
{
    /// <summary>The server's clock; a terminal's date never replaces it unless the act happened off line.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The agency the terminal acts for.</summary>
    public required Agency Agency { get; init; }

    /// <summary>Every agency of the network.</summary>
    public required FrozenDictionary<AgencyId, Agency> Agencies { get; init; }

    /// <summary>Where the terminal stands (SIP2 AP when it says nothing).</summary>
    public required string Location { get; init; }

    public required Caller Caller { get; init; }

    public required IIdSource Ids { get; init; }

    /// <summary>Whether the PIN of the message is the reader's.</summary>
    public PinCheck Pin { get; init; } = PinCheck.NotGiven;

    /// <summary>What the sender asked under the same number before, where it now asks something else.</summary>
    public ReadOnlyMemory<byte> EarlierFingerprint { get; init; }

    public LibraryFile Library => Agency.Library;

    public DateOnly Today => Library.Calendar.DayOf(Now);

    /// <summary>The agency that owns or lent something; the acting one where it has left the network.</summary>
    public Agency AgencyOf(AgencyId id) => Agencies.GetValueOrDefault(id, Agency);

    /// <summary>The agency whose place that is; null for an unknown place.</summary>
    public Agency? AgencyAt(string location)
    {
        foreach (var agency in Agencies.Values)
            if (agency.Locations.Contains(location))
                return agency;
        return null;
    }
}

/// <summary>Who sent the command: a terminal account and what it may do.</summary>
public sealed record Caller(TerminalId Terminal, Permissions Permissions)
{
    /// <summary>The decisions of the terminal's profile.</summary>
    public TerminalRules Rules { get; init; } = TerminalRules.Usual;
}

/// <summary>Permissions of a terminal account beyond the common acts.</summary>
[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>May take payments (37).</summary>
    Pay = 1,

    /// <summary>May waive or write off.</summary>
    Waive = 2,

    /// <summary>May block cards (01) and lift such blocks (25).</summary>
    Block = 4,

    /// <summary>May see staff data: the name of a hold's owner at a return (CY, DA).</summary>
    StaffData = 8,

    /// <summary>May change an item's properties (19).</summary>
    UpdateItem = 16,

    /// <summary>May re-credit money after a technical fault.</summary>
    Recredit = 32,

    /// <summary>Is a gate: its question (17) about a copy that is not on loan is an alarm and is recorded.</summary>
    Alarm = 64,

    /// <summary>May make, change and withdraw readers (NCIP CreateUser, UpdateUser, DeleteUser).</summary>
    Enrol = 1024,

    /// <summary>May make agencies and change its own (NCIP CreateAgency, UpdateAgency).</summary>
    Agencies = 2048,

    /// <summary>May spend from wallets: copiers, printers, print servers.</summary>
    Spend = 128,

    /// <summary>May put fees on readers' accounts.</summary>
    Charge = 256,

    /// <summary>May empty vaults and assign what machines have kept.</summary>
    Cash = 512,
}

public enum PinCheck { NotGiven, Right, Wrong, Locked, NoneSet }
