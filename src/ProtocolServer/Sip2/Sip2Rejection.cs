namespace ProtocolServer.Sip2;

/// <summary>Every reason for which input of a terminal is rejected; one counter and one log line each.</summary>
enum Sip2Rejection
{
    None,

    /// <summary>More bytes without a terminator than a frame may have (SIP2 section 1: 64 KiB).</summary>
    FrameTooLong,

    /// <summary>The input ended in the middle of a frame.</summary>
    FrameTruncated,

    /// <summary>Fewer than the two characters of a message code.</summary>
    FrameTooShort,

    /// <summary>No message of the terminal's dialect has this code.</summary>
    UnknownCode,

    /// <summary>More variable fields than a frame may have.</summary>
    TooManyFields,

    /// <summary>The bytes received don't add up to the checksum received, or the checksum can't be read.</summary>
    BadChecksum,

    /// <summary>The terminal's profile demands error detection and the frame has none.</summary>
    ChecksumMissing,

    /// <summary>A message that only the library system may send.</summary>
    AnswerFromTerminal,

    /// <summary>A message that needs a log-in before it.</summary>
    NotLoggedIn,

    /// <summary>A message this terminal account may not send.</summary>
    NotPermitted,

    /// <summary>Too many failed log-ins on one connection.</summary>
    TooManyLogins,

    /// <summary>Too many frames in a row that had to be answered with 96.</summary>
    TooManyResends,

    /// <summary>More messages in a time than the terminal's limit.</summary>
    RateExceeded,

    /// <summary>Nothing came for longer than a connection may be idle.</summary>
    Idle,

    /// <summary>Nobody logged in within the time for it.</summary>
    NoLogin,

    /// <summary>The terminal did not take its answers.</summary>
    AnswersNotTaken,

    /// <summary>A TLS handshake on the port for plain text: the terminal's port must be set to that of sip2-tls.</summary>
    TlsOnPlainPort,
}
