using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Log-in by the certificate of the TLS connection (SIP2 section 6), by fingerprint and by a name that an authority has signed.</summary>
public sealed class CertificateLogInTests(CertificateLogInTests.CertifiedServer server) : IClassFixture<CertificateLogInTests.CertifiedServer>
{
    [Fact]
    public async Task The_right_certificate_logs_in_and_speaks_the_profiles_dialect_at_once()
    {
        await using var line = await HandshakeAsync(server.Pinned);
        var status = await AskAsync(line, "9900802.00");
        status.Should().StartWith("98Y").And.Contain("AOSMALL|");
        (await AskAsync(line, "1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1803");
    }

    [Fact]
    public async Task A_name_counts_only_from_the_authority_of_the_settings()
    {
        await using var signed = await HandshakeAsync(server.Vouched);
        (await AskAsync(signed, "1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1803");
        await using var forged = await HandshakeAsync(server.Forged);
        (await AskAsync(forged, "1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1801").And.Contain("AF");
    }

    [Fact]
    public async Task Who_shows_another_certificate_or_none_is_nobody_until_it_logs_in_by_93()
    {
        foreach (var shown in (X509Certificate2?[])[server.Stranger, null])
        {
            await using var line = await HandshakeAsync(shown);
            (await AskAsync(line, "9900802.00")).Should().StartWith("98YNNNNN").And.Contain("AO|");
            (await AskAsync(line, "9300CNsc1|COsecret1|")).Should().Be("941");
            (await AskAsync(line, "9900802.00")).Should().Contain("AOSMALL|");
        }
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_in_the_handshake_and_the_log_says_why()
    {
        var refused = async () =>
        {
            await using var line = await HandshakeAsync(server.Expired);
            await AskAsync(line, "9900802.00");
        };
        (await refused.Should().ThrowAsync<Exception>()).Which.Should().Match(thrown => thrown is AuthenticationException || thrown is IOException || thrown is EndOfStreamException);
        await Waiting.UntilAsync(() => server.Logged.Contains("CN=expired", StringComparison.Ordinal), "the log says why");
    }

    [Fact]
    public async Task An_accounts_new_certificate_counts_without_a_restart_and_open_connections_work_on()
    {
        await using var open = await HandshakeAsync(server.Replaced);
        (await AskAsync(open, "9900802.00")).Should().Contain("AOSMALL|");
        await using (var database = NpgsqlDataSource.Create(server.DatabaseConnection!))
        await using (var command = database.CreateCommand("update terminal set certificates = $1 where login = 'replaced'"))
        {
            command.Parameters.Add(new() { Value = new[] { CertifiedServer.Fingerprint(server.Successor) } });
            (await command.ExecuteNonQueryAsync()).Should().Be(1);
        }
        await Waiting.UntilAsync(async () =>
        {
            await using var line = await HandshakeAsync(server.Successor);
            return (await AskAsync(line, "9900802.00")).Contains("AOSMALL|", StringComparison.Ordinal);
        }, "the new certificate counts");
        await using var old = await HandshakeAsync(server.Replaced);
        (await AskAsync(old, "9900802.00")).Should().Contain("AO|", "the old certificate is nobody's any more");
        (await AskAsync(open, "1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1803");
    }

    async Task<SslStream> HandshakeAsync(X509Certificate2? shown)
    {
        var tls = new SslStream(await server.ConnectAsync("sip2-tls"), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = shown is null ? null : SslStreamCertificateContext.Create(shown, null, offline: true),
        }).WaitAsync(Waiting.Limit);
        return tls;
    }

    static async Task<string> AskAsync(SslStream line, string message)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        await line.WriteAsync(Encoding.ASCII.GetBytes(message + "\r"), limit.Token);
        var answer = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            if (await line.ReadAsync(one, limit.Token) == 0) throw new EndOfStreamException("The server closed the line.");
            if (one[0] == '\r') return answer.ToString();
            answer.Append((char)one[0]);
        }
    }

    public sealed class CertifiedServer : SmallServer
    {
        readonly ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        readonly X509Certificate2 authority;

        public CertifiedServer()
        {
            var request = new CertificateRequest("CN=authority of the terminals", authorityKey, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
            authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(90));
        }

        public X509Certificate2 Pinned { get; } = Made("CN=pinned", 0, 30);

        public X509Certificate2 Stranger { get; } = Made("CN=stranger", 0, 30);

        public X509Certificate2 Forged { get; } = Made("CN=kiosk-7", 0, 30);

        public X509Certificate2 Expired { get; } = Made("CN=expired", -30, -1);

        public X509Certificate2 Replaced { get; } = Made("CN=replaced", 0, 30);

        public X509Certificate2 Successor { get; } = Made("CN=replaced", 0, 60);

        public X509Certificate2 Vouched => field ??= SignedBy("CN=kiosk-7");

        protected override string Fixture => SmallLibrary.Fixture.Replace("terminals:", $$"""
            terminals:
              - {login: pinned, secret: secret1, kind: self-check, profile: certified, certificates: ["{{Fingerprint(Pinned)}}"]}
              - {login: named, secret: secret1, kind: self-check, profile: certified, certificates: ["subject:CN=kiosk-7"]}
              - {login: expired, secret: secret1, kind: self-check, profile: certified, certificates: ["{{Fingerprint(Expired)}}"]}
              - {login: replaced, secret: secret1, kind: self-check, profile: certified, certificates: ["{{Fingerprint(Replaced)}}"]}
            """, StringComparison.Ordinal);

        protected override ServerOptions Options(ServerOptions standard)
        {
            var profiles = Directory.CreateDirectory(Path.Combine(Folder, "profiles")).FullName;
            File.WriteAllText(Path.Combine(profiles, "certified.yaml"), "like: default-2.00\ntitle: Certified\nlog-in: {by: certificate}\n");
            var trusted = Path.Combine(Folder, "authority.pem");
            File.WriteAllText(trusted, authority.ExportCertificatePem());
            return base.Options(standard) with { Profiles = profiles, Certificate = new() { TerminalAuthorityPath = trusted } };
        }

        public static string Fingerprint(X509Certificate2 of) => "sha256:" + of.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

        X509Certificate2 SignedBy(string subject)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var made = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).Create(
                authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30), [7]);
            return made.CopyWithPrivateKey(key);
        }

        static X509Certificate2 Made(string subject, int from, int to)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new CertificateRequest(subject, key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(from - 1), DateTimeOffset.UtcNow.AddDays(to));
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            foreach (var one in (IDisposable[])[Pinned, Stranger, Forged, Expired, Replaced, Successor, Vouched, authority, authorityKey]) one.Dispose();
        }
    }
}
