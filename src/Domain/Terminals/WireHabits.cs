namespace ProtocolServer.Domain.Terminals;

/// <summary>Bytes, characters and dates (SIP2 sections 1 to 5).</summary>
public sealed record WireHabits
{
    public LineEnd LineEnd { get; init; } = LineEnd.Cr;

    /// <summary>Between the variable fields; one printable ASCII character that is no letter, digit or blank.</summary>
    public char Delimiter { get; init; } = '|';

    /// <summary>IANA name.</summary>
    public string Encoding { get; init; } = "utf-8";

    public ErrorDetection ErrorDetection { get; init; } = ErrorDetection.Allowed;

    /// <summary>Dates are sent in UTC with Z instead of local time with four blanks.</summary>
    public bool WritesUtc { get; init; }

    /// <summary>Null: AH is a SIP date. Else a date format for machines that print AH as it comes.</summary>
    public string? DueDateFormat { get; init; }

    /// <summary>Bytes of the longest answer the machine can read, without terminator; null for no limit. List entries that don't fit are left out.</summary>
    public int? LongestAnswer { get; init; }
}

public enum LineEnd { Cr, CrLf, Lf }

public enum ErrorDetection
{
    /// <summary>The machine's choice, message by message (SIP2 section 5).</summary>
    Allowed,

    /// <summary>A message without AY and AZ is answered with 96.</summary>
    Demanded,

    /// <summary>Checksums are not verified, but answered with right ones: the machine sends constant or wrong ones.</summary>
    Unchecked,

    /// <summary>AY and AZ are ignored and never sent.</summary>
    Off,
}

/// <summary>How a terminal says who it is (SIP2 section 6).</summary>
public sealed record LogInHabits
{
    public LogInWay By { get; init; } = LogInWay.Message;

    /// <summary>Whether 99 may come before the log-in.</summary>
    public bool StatusFirst { get; init; } = true;

    /// <summary>What is asked at a telnet-style log-in, and said when it went well.</summary>
    public string NamePrompt { get; init; } = "login: ";

    public string PasswordPrompt { get; init; } = "password: ";

    public string Welcome { get; init; } = "Login OK.  Initiating SIP";
}

public enum LogInWay
{
    /// <summary>By 93.</summary>
    Message,

    /// <summary>Asked for name and password in lines of text before SIP begins, at the addresses of its account.</summary>
    Prompts,

    /// <summary>By the certificate of its TLS connection.</summary>
    Certificate,

    /// <summary>By the address it comes from.</summary>
    Address,
}
