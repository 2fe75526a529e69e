using ProtocolServer.Sip2;

namespace ProtocolServer;

/// <summary>SIP2: event ids 2000 to 2099. No line carries a value of a field.</summary>
static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Terminal {Login} logged in from {Address} and speaks {Profile} as of {Edition}")]
    public static partial void TerminalLoggedIn(ILogger log, string login, string address, string profile, string edition);

    [LoggerMessage(2001, LogLevel.Warning, "Log-in refused from {Address}: {Why}")]
    public static partial void LogInRefused(ILogger log, string address, string why);

    [LoggerMessage(2002, LogLevel.Information, "Terminal profiles read anew: {Count}; connections that are open keep their dialect")]
    public static partial void ProfilesRead(ILogger log, int count);

    [LoggerMessage(2003, LogLevel.Error, "Terminal profile not read, those known before stay in use. {Mistake}")]
    public static partial void ProfileWrong(ILogger log, string mistake);

    [LoggerMessage(2004, LogLevel.Error, "The folder of terminal profiles {Folder} cannot be read, those known before stay in use: {Why}")]
    public static partial void ProfilesUnreadable(ILogger log, string folder, string why);

    [LoggerMessage(2005, LogLevel.Information, "{Connections} connections speak {Profile} as of {Edition}, which has changed, until they log in again")]
    public static partial void ProfileSpokenStill(ILogger log, int connections, string profile, string edition);

    [LoggerMessage(2006, LogLevel.Warning,
        "A terminal was refused whose certificate {Subject} (sha256:{Fingerprint}) is valid from {From:o} to {To:o} only; give the terminal a new one and name it in its account")]
    public static partial void TerminalCertificateEnded(ILogger log, string subject, string fingerprint, DateTime from, DateTime to);

    [LoggerMessage(2010, LogLevel.Information, "Input of {Terminal} rejected: {Rejection}")]
    public static partial void InputRejected(ILogger log, string terminal, Sip2Rejection rejection);

    [LoggerMessage(2020, LogLevel.Warning, "Request {Code} of {Terminal} got the negative answer: {Why}")]
    public static partial void AnsweredNegatively(ILogger log, string code, string terminal, string why);

    [LoggerMessage(2021, LogLevel.Error, "Request {Code} of {Terminal} failed")]
    public static partial void ExchangeFailed(ILogger log, Exception fault, string code, string terminal);

    [LoggerMessage(2022, LogLevel.Error, "Whether request {Code} of {Terminal} took effect is not known; the line is closed so that it is sent again")]
    public static partial void OutcomeUnknown(ILogger log, string code, string terminal);
}
