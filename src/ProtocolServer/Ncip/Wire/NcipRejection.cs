namespace ProtocolServer.Ncip.Wire;

/// <summary>Every reason for which a document is not read as a message; one counter and one log line each.</summary>
enum NcipRejection
{
    None,

    /// <summary>More bytes than a message may have.</summary>
    TooLarge,

    /// <summary>Elements nested deeper than any message needs.</summary>
    TooDeep,

    /// <summary>Not well-formed, an encoding that is not known, characters that XML forbids, or no XML at all.</summary>
    NotXml,

    /// <summary>The root element is of another protocol or namespace.</summary>
    WrongRoot,

    /// <summary>No service in it, or more than one.</summary>
    NotOneService,

    /// <summary>A service that no version has.</summary>
    UnknownService,

    /// <summary>An answer or a problem where a request is due.</summary>
    AnswerReceived,

    /// <summary>A second message before the first was answered.</summary>
    OutOfTurn,

    /// <summary>More messages in a time than the partner's limit.</summary>
    RateExceeded,

    /// <summary>More elements, attributes or text than a message may have.</summary>
    OverLimit,

    /// <summary>Nothing came for longer than a connection may be idle, or a message did not end in time.</summary>
    Idle,

    /// <summary>Bytes that are neither XML nor HTTP.</summary>
    OtherProtocol,
}

/// <summary>What one message may ask for; more is refused before it costs anything.</summary>
static class NcipLimits
{
    public const int MessageBytes = 1024 * 1024;

    /// <summary>The deepest message of the standard needs eleven levels.</summary>
    public const int Depth = 64;

    public const int Attributes = 64;

    public const int Elements = 5_000;

    /// <summary>Characters of a note, a name, a title.</summary>
    public const int Text = 4_000;

    /// <summary>Characters of an identifier.</summary>
    public const int Identifier = 255;

    /// <summary>Times a repeatable element may stand in one place.</summary>
    public const int Repetitions = 200;
}
