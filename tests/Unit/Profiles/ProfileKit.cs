using System.Text;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Profiles made of a few lines, and what they make of messages.</summary>
static class ProfileKit
{
    public static Checked<System.Collections.Frozen.FrozenDictionary<string, TerminalProfile>> Read(params (string Name, string Text)[] files) =>
        ProfileFiles.Read(files.Select(file => (file.Name, file.Name + ".yaml", file.Text)), ProfileDirectory.Vocabulary);

    public static TerminalProfile Profile(string yaml)
    {
        var read = Read(("test", yaml));
        read.Errors.Should().BeEmpty();
        return read.Value!["test"];
    }

    public static Dialect Dialect(string yaml) => DialectCompiler.Compile(Profile(yaml), isVersion1: false, TimeZoneInfo.Utc);

    /// <summary>The bytes of an answer, shown in an encoding.</summary>
    public static string Answer(string yaml, string body, string encoding = "utf-8") => Answer(Dialect(yaml), body, encoding);

    public static string Answer(Dialect dialect, string body, string encoding = "utf-8") =>
        WireEncoding.Named(encoding).GetString(dialect.Outgoing(Encoding.UTF8.GetBytes(body)).Span);

    /// <summary>A request as the server reads it.</summary>
    public static string Request(string yaml, string frame, string encoding = "utf-8") =>
        Encoding.UTF8.GetString(Dialect(yaml).Incoming(WireEncoding.Named(encoding).GetBytes(frame)).Span);
}
