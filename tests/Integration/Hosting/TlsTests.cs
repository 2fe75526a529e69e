using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Hosting;

public sealed class TlsTests(TlsTests.OwnCertificate server) : IClassFixture<TlsTests.OwnCertificate>
{
    [Fact]
    public async Task A_new_certificate_is_used_from_the_next_handshake_on_and_a_broken_one_never()
    {
        await using var old = await HandshakeAsync();
        old.RemoteCertificate!.Subject.Should().Be("CN=first.example");

        server.Write("second.example");
        await UntilShownAsync("CN=second.example");
        old.IsAuthenticated.Should().BeTrue("open connections keep theirs");

        var refused = Refused();
        await File.WriteAllTextAsync(server.Certificate, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
        await Waiting.UntilAsync(() => Refused() > refused, "the server has seen the broken one");
        await using (var after = await HandshakeAsync()) after.RemoteCertificate!.Subject.Should().Be("CN=second.example");

        server.Write("third.example");
        await UntilShownAsync("CN=third.example");

        int Refused() => server.Logged.Split("The new certificate is not used").Length;
    }

    Task UntilShownAsync(string subject) => Waiting.UntilAsync(async () =>
    {
        await using var tls = await HandshakeAsync();
        return tls.RemoteCertificate!.Subject == subject;
    }, $"{subject} is shown");

    async Task<SslStream> HandshakeAsync()
    {
        var tls = new SslStream(await server.ConnectAsync("sip2-tls"), leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.Subject.EndsWith(".example", StringComparison.Ordinal) == true);
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Waiting.Limit);
        return tls;
    }

    public sealed class OwnCertificate : ServerFixture
    {
        public string Certificate => Path.Combine(Folder, "own.pem");

        protected override ServerOptions Options(ServerOptions standard)
        {
            Write("first.example");
            return standard with { Certificate = new() { Path = Certificate, KeyPath = Path.Combine(Folder, "own.key"), CheckSeconds = 1 } };
        }

        public void Write(string name)
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=" + name, pair, HashAlgorithmName.SHA256);
            using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(60));
            File.WriteAllText(Path.Combine(Folder, "own.key"), pair.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(Certificate, made.ExportCertificatePem());
        }
    }
}

public sealed class DevelopmentCertificateTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_first_start_makes_a_certificate_whose_key_only_the_server_can_read()
    {
        var folder = server.Server.Services.GetRequiredService<DataFolder>().Certificates;
        File.GetUnixFileMode(Path.Combine(folder, "development.key")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var made = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "development.pem"));
        made.MatchesHostname("localhost").Should().BeTrue();

        await using var tls = new SslStream(await server.ConnectAsync("sip2-tls"), leaveInnerStreamOpen: false, (_, shown, _, _) => made.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        tls.IsEncrypted.Should().BeTrue();
    }

    [Fact]
    public async Task Health_answers_and_every_listener_is_printed()
    {
        using var client = new HttpClient();
        (await client.GetStringAsync(server.Http("/health/ready"))).Should().Be("""{"status":"ready","database":"up"}""");
        server.Output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Should()
            .Contain(line => line.StartsWith("sip2 ", StringComparison.Ordinal)).And.Contain(line => line.StartsWith("sip2-tls ", StringComparison.Ordinal))
            .And.Contain(line => line.StartsWith("http ", StringComparison.Ordinal)).And.EndWith("ready");
    }
}
