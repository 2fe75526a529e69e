using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using Xunit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Who a terminal is before it says anything, and profiles that change while the server runs.</summary>
public sealed class TerminalDoorsTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("profiles");

    [Fact]
    public async Task The_narrowest_network_counts_and_two_accounts_at_one_address_are_none()
    {
        var doors = Doors("by: address", Account("wide", ["10.0.0.0/8"]), Account("near", ["10.1.0.0/16"]), Account("a", ["10.2.0.1/32"]), Account("b", ["10.2.0.1/32"]));
        (await Login(doors, "10.1.2.3")).Should().Be("near");
        (await Login(doors, "10.7.2.3")).Should().Be("wide");
        (await Login(doors, "10.2.0.1")).Should().BeNull();
        (await Login(doors, "11.0.0.1")).Should().BeNull();
        (await Login(doors, "::ffff:10.1.2.3")).Should().Be("near");
    }

    [Fact]
    public async Task A_certificate_is_known_by_its_fingerprint()
    {
        using var shown = Certificate("CN=kiosk-1");
        using var other = Certificate("CN=kiosk-1");
        var doors = Doors("by: certificate", Account("kiosk", []) with { Certificates = ["sha256:" + shown.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()] });
        (await doors.FindAsync(null, shown, CancellationToken.None))!.Account!.Login.Value.Should().Be("kiosk");
        (await doors.FindAsync(null, other, CancellationToken.None)).Should().BeNull();
        (await doors.FindAsync(null, null, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_certificate_is_known_by_its_subject_only_when_the_authority_of_the_settings_has_signed_it()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
        var path = Path.Combine(folder.FullName, "authority.pem");
        await File.WriteAllTextAsync(path, authority.ExportCertificatePem());
        using var terminalKey = RSA.Create(2048);
        using var signed = new CertificateRequest("CN=kiosk-1", terminalKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1]);
        using var forged = Certificate("CN=kiosk-1");
        var account = Account("kiosk", []) with { Certificates = ["subject:CN=kiosk-1"] };
        (await Doors("by: certificate", new CertificateOptions { TerminalAuthorityPath = path }, account).FindAsync(null, signed, CancellationToken.None)).Should().NotBeNull();
        (await Doors("by: certificate", new CertificateOptions { TerminalAuthorityPath = path }, account).FindAsync(null, forged, CancellationToken.None)).Should().BeNull();
        (await Doors("by: certificate", account).FindAsync(null, signed, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public void A_changed_profile_counts_from_then_on_and_a_broken_one_leaves_the_old()
    {
        var file = Path.Combine(folder.FullName, "own.yaml");
        File.WriteAllText(file, "like: default-2.00\ntitle: First");
        var time = new Clock();
        var profiles = new ProfileDirectory(new ServerOptions { Profiles = folder.FullName }, time, NullLogger<ProfileDirectory>.Instance);
        var first = profiles.Find("own")!;
        var dialect = profiles.DialectOf(first, isVersion1: false, TimeZoneInfo.Utc);
        profiles.DialectOf(first, isVersion1: false, TimeZoneInfo.Utc).Should().BeSameAs(dialect, "it is compiled once");
        File.WriteAllText(file, "like: default-2.00\ntitle: The second");
        profiles.Find("own")!.Title.Should().Be("First", "files are looked at once in a while");
        time.Now += TimeSpan.FromSeconds(6).Ticks;
        profiles.Find("own")!.Title.Should().Be("The second");
        dialect.Profile.Title.Should().Be("First", "a terminal keeps the dialect it logged in with");
        File.WriteAllText(file, "like: default-2.00\ntitel: Broken");
        time.Now += TimeSpan.FromSeconds(6).Ticks;
        profiles.Find("own")!.Title.Should().Be("The second");
        profiles.Find("default-2.00").Should().NotBeNull();
    }

    [Fact]
    public void A_profile_with_mistakes_stops_the_start_with_all_of_them()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "bad.yaml"), "speed: 3\nversion: 4");
        var start = () => new ProfileDirectory(new ServerOptions { Profiles = folder.FullName }, new Clock(), NullLogger<ProfileDirectory>.Instance);
        start.Should().Throw<ProtocolServer.Adapters.SetupException>().Which.Message.Should().Contain("bad.yaml:1: speed").And.Contain("bad.yaml:2: version");
    }

    TerminalDoors Doors(string logIn, params TerminalAccount[] accounts) => Doors(logIn, new CertificateOptions(), accounts);

    TerminalDoors Doors(string logIn, CertificateOptions options, params TerminalAccount[] accounts)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "special.yaml"), $"log-in: {{{logIn}}}");
        var profiles = new ProfileDirectory(new ServerOptions { Profiles = folder.FullName }, TimeProvider.System, NullLogger<ProfileDirectory>.Instance);
        return new(new Accounts(accounts), profiles, options, TimeProvider.System);
    }

    static async Task<string?> Login(TerminalDoors doors, string address) =>
        (await doors.FindAsync(IPAddress.Parse(address), null, CancellationToken.None))?.Account?.Login.Value;

    static TerminalAccount Account(string login, string[] networks) => new()
    {
        Login = new(login), Network = new("n"), Agency = new("a"), SecretHash = "", Profile = "special", Location = "L", Addresses = [.. networks.Select(IPNetwork.Parse)],
    };

    static X509Certificate2 Certificate(string subject)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public void Dispose() => folder.Delete(recursive: true);

    sealed class Accounts(TerminalAccount[] all) : ITerminalAccounts
    {
        public Task<TerminalAccount?> FindAsync(string login, CancellationToken cancel) => Task.FromResult(all.FirstOrDefault(account => account.Login.Value == login));

        public Task<IReadOnlyList<TerminalAccount>> OfProfilesAsync(IReadOnlyCollection<string> profiles, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<TerminalAccount>>([.. all.Where(account => profiles.Contains(account.Profile))]);
    }

    sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
