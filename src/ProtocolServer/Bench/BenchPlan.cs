using System.Net;

namespace ProtocolServer.Bench;

/// <summary>What is sent, over and over, on every connection.</summary>
enum BenchMix
{
    /// <summary>99 → 98.</summary>
    Status,

    /// <summary>63 → 64 with PIN and the list of charged items.</summary>
    PatronInformation,

    /// <summary>11 → 12, then 09 → 10 of the same item.</summary>
    Checkout,

    /// <summary>17 → 18.</summary>
    ItemInformation,

    /// <summary>What a self-check sends on a busy day: status, information, loans, returns, end of session.</summary>
    Mixed,

    /// <summary>The same bytes come back: the ceiling that a server without any work reaches.</summary>
    Echo,

    /// <summary>Log in and stay.</summary>
    Idle,

    /// <summary>WQ HOLD, then WQ CAPT of the same money: two answers a job.</summary>
    HoldCapture,

    /// <summary>WQ BALA with the PIN.</summary>
    Balance,

    /// <summary>NCIP: LookupUser with every element.</summary>
    LookupUser,
}

/// <summary>One run of the load generator.</summary>
sealed record BenchPlan
{
    public required DnsEndPoint Server { get; init; }

    public bool UsesTls { get; init; }

    /// <summary>SIP2 CN and CO; empty: no log-in.</summary>
    public string Login { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>SIP2 AO.</summary>
    public string Agency { get; init; } = "";

    public BenchMix Mix { get; init; }

    public int Connections { get; init; } = 64;

    /// <summary>Time that is measured, after <see cref="WarmUp"/>.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time at the start that is not measured: code is compiled, statements are prepared, PINs are proved.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An answer that takes longer is an error, and the connection is made anew.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Currency of the wallets that <see cref="BenchMix.HoldCapture"/> and <see cref="BenchMix.Balance"/> use.</summary>
    public string Currency { get; init; } = "EUR";

    public IReadOnlyList<BenchReader> Readers { get; init; } = [];

    /// <summary>Process of the server on this machine, whose memory is read; null for none.</summary>
    public int? ServerProcess { get; init; }
}

/// <summary>A reader for the run, with copies that nobody else uses.</summary>
sealed record BenchReader(string Card, string Pin, IReadOnlyList<string> Items);
