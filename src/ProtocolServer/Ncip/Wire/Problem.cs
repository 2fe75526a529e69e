namespace ProtocolServer.Ncip.Wire;

/// <summary>Why a message gets no data (ncip reference 8).</summary>
/// <param name="Type">One of <see cref="ProblemTypes"/>, as the standard writes it.</param>
/// <param name="Element">Name of the offending element.</param>
/// <param name="Value">Its value; never a secret.</param>
/// <param name="Detail">For people; the type where nothing better is known.</param>
sealed record Problem(string Type, string? Element = null, string? Value = null, string? Detail = null);

/// <summary>The types that every service knows, and which list they are from (ncip reference 8.2).</summary>
static class ProblemTypes
{
    public const string Syntax = "Invalid Message Syntax Error";
    public const string Protocol = "Protocol Error";
    public const string UnknownElement = "Unknown Element";
    public const string UnknownValue = "Unknown Value From Known Scheme";
    public const string UnknownService = "Unknown Service";
    public const string AgencyAuthentication = "Agency Authentication Failed";
    public const string UnknownAgency = "Unknown Agency";
    public const string Unauthorized = "Unauthorized Service For Agency";
    public const string Unsupported = "Unsupported Service";
    public const string NeededData = "Needed Data Missing";
    public const string InvalidAmount = "Invalid Amount";
    public const string InvalidDate = "Invalid Date";
    public const string Temporary = "Temporary Processing Failure";
    public const string Rule = "Element Rule Violated";
    /// <summary>Our own value: no list of the standard has one for it.</summary>
    public const string Insufficient = "Insufficient Balance";
    public const string UserAuthentication = "User Authentication Failed";

    static readonly HashSet<string> OfMessaging =
        new([Syntax, Protocol, UnknownElement, "Unknown Scheme", UnknownValue, UnknownService], StringComparer.Ordinal);

    static readonly HashSet<string> OfEveryService = new(
    [
        AgencyAuthentication, "System Authentication Failed", UnknownAgency, "Unknown System", Unauthorized, "Unauthorized Service For System",
        "Unauthorized Combination Of Element Values For Agency", "Unauthorized Combination Of Element Values For System", Unsupported, NeededData,
        InvalidAmount, InvalidDate, Temporary,
    ], StringComparer.Ordinal);

    public static bool IsMessaging(string type) => OfMessaging.Contains(type);

    public static bool IsGeneral(string type) => OfEveryService.Contains(type);

    /// <summary>Whether a service may answer with it.</summary>
    public static bool IsOf(string type, MessagePair pair) => IsMessaging(type) || IsGeneral(type) || type == Insufficient || pair.ProblemTypes.Contains(type);

    /// <summary>The list a type is from, in the answer of a service; the message's own answer where there is none.</summary>
    public static string SchemeOf(string type, MessagePair? pair) =>
        IsMessaging(type) || pair is null ? Schemes.General + "/messagingerrortype/messagingerrortype.scm"
        : pair.ProblemTypes.Contains(type) ? pair.ProblemScheme
        : type == Insufficient ? Schemes.OwnProblems
        : Schemes.General + "/processingerrortype/generalprocessingerror.scm";
}
