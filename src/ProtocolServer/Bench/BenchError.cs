namespace ProtocolServer.Bench;

/// <summary>What can go wrong with one request.</summary>
enum BenchError
{
    None,

    /// <summary>The connection could not be made.</summary>
    NotConnected,

    /// <summary>93 was answered with 940.</summary>
    LogInRefused,

    /// <summary>The server closed the connection.</summary>
    Closed,

    /// <summary>No answer in time.</summary>
    NoAnswer,

    /// <summary>96: the server could not read the request.</summary>
    ResendAsked,

    /// <summary>Not a SIP2 message.</summary>
    Unreadable,

    /// <summary>Missing, or not that of the bytes received.</summary>
    WrongChecksum,

    /// <summary>An answer of another pair.</summary>
    WrongCode,

    /// <summary>AY is not that of the request.</summary>
    WrongSequence,

    /// <summary>AA or AB is not that of the request.</summary>
    WrongEcho,

    /// <summary>A well-formed no where the plan expects a yes.</summary>
    Refused,
}
