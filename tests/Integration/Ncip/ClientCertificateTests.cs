using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server whose partner demands a client certificate; each of its names here is the same partner with other credentials of ours.</summary>
public sealed class CertifyingServer : ServerFixture
{
    public static readonly string[] Schemes = ["https", "tls"];

    readonly X509Certificate2 right = Made("CN=our library");

    public CertifyingServer()
    {
        var fingerprint = right.Thumbprint;
        Wary = new(Made("CN=partner", isServer: true), shown => shown is X509Certificate2 two && two.Thumbprint == fingerprint);
    }

    public LineDouble Wary { get; }

    /// <summary>Its certificate is signed by nobody we know.</summary>
    public LineDouble Unknown { get; } = new(Made("CN=nobody", isServer: true));

    protected override ServerOptions Options(ServerOptions standard)
    {
        Directory.CreateDirectory(Folder);
        string Written(string name, string text)
        {
            var path = Path.Combine(Folder, name);
            File.WriteAllText(path, text);
            return path;
        }
        var wrong = Made("CN=our library");
        string Pem(X509Certificate2 of) => of.ExportCertificatePem() + "\n" + of.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var authority = Written("partner.pem", Wary.Certificate!.ExportCertificatePem());
        var partners = Schemes.SelectMany(scheme => (string[])[.. ((string[])["right", "wrong", "none"])
            .Select(whose => $"  - {{id: {whose}-{scheme}, agency: CERT, permissions: [staff-data], reach: \"{Wary.Address(scheme)}\", credentials: {whose}, subscriptions: [ItemCheckedOut]}}"),
            $"  - {{id: untrusted-{scheme}, agency: CERT, permissions: [staff-data], reach: \"{Unknown.Address(scheme)}\", credentials: right, subscriptions: [ItemCheckedOut]}}",
            $"  - {{id: unreadable-{scheme}, agency: CERT, permissions: [staff-data], reach: \"{Wary.Address(scheme)}\", credentials: unreadable, subscriptions: [ItemCheckedOut]}}"]);
        var fixture = Written("certifying.yaml", $$"""
            network: certifying
            agencies: [{id: CERT, name: Library, library: hefei, locations: [{code: C-HALL, name: Hall}]}]
            partners:
              - {id: ACTS, agency: CERT}
            {{string.Join("\n", partners)}}
            titles: [{record: t1, name: Brand}]
            items: [{barcode: c01, title: t1, agency: CERT}]
            readers: [{card: c01, agency: CERT, name: Reader}]
            """);
        return standard with
        {
            Empty = false, Fixture = fixture, Outbox = new() { FirstRetryMilliseconds = 200, LongestRetrySeconds = 1, AnswerSeconds = 60, LookMilliseconds = 200 },
            Credentials = new()
            {
                ["right"] = new() { CertificatePath = Written("right.pem", Pem(right)), AuthorityPath = authority },
                ["wrong"] = new() { CertificatePath = Written("wrong.pem", Pem(wrong)), AuthorityPath = authority },
                ["none"] = new() { AuthorityPath = authority },
                ["unreadable"] = new() { CertificatePath = Path.Combine(Folder, "nowhere.pem"), AuthorityPath = authority },
            },
        };
    }

    static X509Certificate2 Made(string subject, bool isServer = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (isServer)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public async Task<string?> TextAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseConnection!);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() as string;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Wary.Dispose();
        Unknown.Dispose();
        right.Dispose();
    }
}

/// <summary>Client certificates towards partners, over HTTPS and TLS: who shows the right one is heard; everybody else waits, and staff see why (issue 4, 4).</summary>
public sealed class ClientCertificateTests(CertifyingServer server) : IClassFixture<CertifyingServer>
{
    [Fact]
    public async Task The_right_certificate_is_heard_none_or_another_or_an_unknown_server_waits_and_says_why()
    {
        using (var partner = new NcipClient(server.Http("/ncip"), "ACTS", "CERT"))
            (await partner.AskAsync("CheckOutItem", "<UserId><UserIdentifierValue>c01</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>c01</ItemIdentifierValue></ItemId>"))
                .Element("Problem").Should().BeNull();
        foreach (var scheme in CertifyingServer.Schemes)
        {
            await Waiting.UntilAsync(async () => await server.TextAsync($"select outcome from outbox where destination = 'CERT > right-{scheme}'") == "done", $"an answer over {scheme}");
            foreach (var (whose, says) in ((string, string)[])[("wrong", "demands a client certificate"), ("none", "demands a client certificate"), ("untrusted", "UntrustedRoot"), ("unreadable", "certificate files")])
            {
                var destination = $"CERT > {whose}-{scheme}";
                await Waiting.UntilAsync(async () => await server.TextAsync($"select last_error from outbox_destination where destination = '{destination}'") is not null, $"an attempt of {destination}");
                (await server.TextAsync($"select last_error from outbox_destination where destination = '{destination}'")).Should().Contain(says);
                (await server.TextAsync($"select outcome from outbox where destination = '{destination}'")).Should().BeNull("it waits");
            }
        }
        server.Wary.All.Should().HaveCount(CertifyingServer.Schemes.Length, "nobody else was let in");
        server.Wary.Refused.Should().BeGreaterThan(0);
        server.Unknown.All.Should().BeEmpty("nothing was said to a server that nobody vouches for");
    }
}
