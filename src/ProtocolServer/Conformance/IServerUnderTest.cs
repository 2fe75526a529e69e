using System.Net;
using ProtocolServer.Conformance.Partners;

namespace ProtocolServer.Conformance;

/// <summary>A server that transcripts are run against: by its address alone, or with its clock and database in hand.</summary>
interface IServerUnderTest
{
    /// <summary>How long an answer may take where nobody says anything else.</summary>
    static readonly TimeSpan UsualAnswerLimit = TimeSpan.FromSeconds(10);

    /// <param name="from">The address the terminal must come from; null: any.</param>
    Task<TerminalLine> ConnectAsync(IPAddress? from, CancellationToken cancel);

    /// <summary>Whether a terminal can come from there.</summary>
    bool CanComeFrom(IPAddress address);

    /// <param name="transport"><c>http</c> or <c>tcp</c>.</param>
    Task<PartnerLine> ConnectPartnerAsync(string transport, CancellationToken cancel);

    /// <summary>Null where clock, database and desk are somebody else's.</summary>
    IServerControl? Control { get; }
}

/// <summary>What besides messages can be done to a server under our control.</summary>
interface IServerControl
{
    DateTimeOffset Now { get; }

    /// <summary>Lets time pass, forwards only.</summary>
    void Advance(TimeSpan span);

    /// <summary>The database goes away, open connections included; or it comes back.</summary>
    Task CutDatabaseAsync(bool isCut, CancellationToken cancel);

    /// <summary>The server dies without a farewell and another one begins on the same database.</summary>
    Task RestartAsync(CancellationToken cancel);

    /// <summary>What the desk or the phone does: a loss report (BJ-10) or its end (BJ-12).</summary>
    Task ReportLossAsync(string card, bool isLost, CancellationToken cancel);

    /// <summary>Null when the claim about the database is true; else what is the case.</summary>
    Task<string?> CheckAsync(string claim, CancellationToken cancel);
}
