using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server that is impatient and tells its log everything, with NCIP over TLS and a partner that is known by its certificate.</summary>
public sealed class ImpatientServer : NcipServer
{
    public X509Certificate2 Own { get; } = Certificate("known");

    protected override string Fixture => base.Fixture.Replace("partners:", $"""
        partners:
          - {"{"}id: CERT, agency: TOWN, certificates: ["sha256:{Own.GetCertHashString(HashAlgorithmName.SHA256)}"]{"}"}
        """, StringComparison.Ordinal);

    protected override ServerOptions Options(ServerOptions standard)
    {
        var mine = base.Options(standard);
        return mine with { NcipTlsPort = 0, Limits = mine.Limits with { IdleTimeoutSeconds = 15 }, Telemetry = new() { LogLevel = LogLevel.Debug } };
    }

    public static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}

/// <summary>Rows of the list of hard inputs that need a whole server (ncip-field H).</summary>
public sealed class HardInputTests(ImpatientServer server) : IClassFixture<ImpatientServer>
{
    const string Item = "<ItemId><ItemIdentifierValue>b1</ItemIdentifierValue></ItemId>";

    static string Input(string type, string data) =>
        $"<AuthenticationInput><AuthenticationInputData>{data}</AuthenticationInputData><AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>{type}</AuthenticationInputType></AuthenticationInput>";

    [Theory]
    [InlineData("3.0")]
    [InlineData("")]
    [InlineData("klingon")]
    [InlineData("http://www.niso.org/schemas/ncip/v9_9/ncip_v9_9.xsd")]
    public async Task H28_a_version_nobody_knows_in_the_known_namespace_is_answered_as_2_02(string version)
    {
        using var partner = server.Partner();
        var answer = await partner.SendAsync(partner.Message("LookupItem", Item).Replace("http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd", version, StringComparison.Ordinal));
        answer.Descendants("ItemIdentifierValue").Single().Value.Should().Be("b1");
    }

    [Fact]
    public async Task H39_H59_neither_a_PIN_nor_a_line_of_somebody_else_s_making_reaches_the_log()
    {
        using var partner = server.Partner();
        foreach (var service in (string[])["LookupUser", "CheckOutItem", "RenewItem", "CreateUser", "UpdateUser", "CreateUserFiscalTransaction"])
        {
            await partner.PostAsync(new StringContent(partner.Message(service, Input("Barcode Id", "r028") + Input("PIN", "864209753") + Item)));
            await partner.PostAsync(new StringContent(partner.Message(service, $"<UserId><UserIdentifierValue>r028</UserIdentifierValue></UserId><AddUserFields>{Input("PIN", "864209753")}</AddUserFields>{Item}")));
        }
        await partner.PostAsync(new StringContent(partner.Message("LookupUser", "<PIN>864209753</PIN") + "864209753"));
        var forged = server.Partner("ILL&#10;2026-01-01 ERR forged line&#10;");
        await forged.PostAsync(new StringContent(forged.Message("LookupItem&#10;ERR forged line", Item)));
        await forged.PostAsync(new StringContent(forged.Message("LookupItem", Item.Replace("b1", "x&#13;&#10;ERR forged line", StringComparison.Ordinal))));
        forged.Dispose();
        var log = server.Logged;
        log.Should().NotBeEmpty("the search must find what is there").And.NotContain("864209753").And.NotContain("forged");
        (await server.DatabaseAsync("select count(*) from command_log where position('864209753'::bytea in answer) > 0")).Should().Be(0L);
    }

    [Theory]
    [InlineData("Content-Length: {0}\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: {0}\r\nTransfer-Encoding: chunked\r\n")]
    public async Task H49_a_request_of_two_lengths_is_refused_whole(string headers)
    {
        using var partner = server.Partner();
        var answer = await SendAsync(string.Format(CultureInfo.InvariantCulture, headers, Encoding.UTF8.GetByteCount(partner.Message("LookupItem", Item))), partner.Message("LookupItem", Item));
        answer.Should().StartWith("HTTP/1.1 400").And.NotContain("LookupItemResponse");
    }

    [Fact]
    public async Task H49_a_body_cut_off_by_its_own_length_is_no_message()
    {
        using var partner = server.Partner();
        (await SendAsync("Content-Length: 200\r\nConnection: close\r\n", partner.Message("LookupItem", Item))).Should().StartWith("HTTP/1.1 200").And.Contain("Invalid Message Syntax Error");
    }

    [Fact]
    public async Task H49_requests_one_behind_the_other_are_answered_in_their_order()
    {
        using var partner = server.Partner();
        static string Whole(string message) => string.Create(CultureInfo.InvariantCulture, $"POST /ncip HTTP/1.1\r\nHost: x\r\nContent-Length: {Encoding.UTF8.GetByteCount(message)}\r\n\r\n{message}");
        var second = partner.Message("LookupItem", Item.Replace("b1", "b2", StringComparison.Ordinal));
        await using var line = await server.ConnectAsync("ncip");
        await line.WriteAsync(Encoding.UTF8.GetBytes(Whole(partner.Message("LookupItem", Item)) + Whole(second)));
        var answer = await ReadUntilAsync(line, text => text.Contains(">b2<", StringComparison.Ordinal));
        answer.IndexOf(">b1<", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(answer.IndexOf(">b2<", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H50_a_line_on_which_nothing_is_said_is_closed_and_a_slow_one_hurts_nobody()
    {
        using var partner = server.Partner();
        await using var silent = await server.ConnectAsync("ncip");
        // Something must be there before it is known which protocol is spoken.
        await silent.WriteAsync(Encoding.UTF8.GetBytes(partner.Message("LookupItem", Item)));
        await using var slow = await server.ConnectAsync("ncip");
        var message = Encoding.UTF8.GetBytes(partner.Message("LookupItem", Item));
        for (var n = 0; n < 10; n++)
        {
            await slow.WriteAsync(message.AsMemory(n, 1));
            (await partner.AskAsync("LookupItem", Item)).Element("Problem").Should().BeNull();
        }
        await slow.WriteAsync(message.AsMemory(10));
        (await ReadUntilAsync(slow, text => text.EndsWith(">\n", StringComparison.Ordinal))).Should().Contain(">b1<");
        using var limit = new CancellationTokenSource(Waiting.Limit);
        using var reader = new StreamReader(silent);
        (await reader.ReadToEndAsync(limit.Token)).Should().EndWith(">\n", "the answer, and then the end of the line");
    }

    [Fact]
    public async Task H55_a_partner_known_by_its_certificate_is_let_in_with_it_alone()
    {
        (await AskOverTlsAsync(server.Own)).Should().Be(HttpStatusCode.OK);
        (await AskOverTlsAsync(null)).Should().Be(HttpStatusCode.Forbidden);
        using var stranger = ImpatientServer.Certificate("known");
        (await AskOverTlsAsync(stranger)).Should().Be(HttpStatusCode.Forbidden, "a name can be anybody's");
        using var partner = server.Partner("CERT");
        await partner.Invoking(one => one.AskAsync("LookupItem", Item)).Should().ThrowAsync<InvalidDataException>().WithMessage("*403*", "without TLS nothing is shown");
    }

    [Fact]
    public async Task Bare_documents_are_answered_over_TLS_too()
    {
        await using var tls = new SslStream(await server.ConnectAsync("ncip-tls"), leaveInnerStreamOpen: false, static (_, shown, _, _) => shown?.Subject.Length > 0);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [server.Own] });
        using var partner = server.Partner("CERT");
        await tls.WriteAsync(Encoding.UTF8.GetBytes(partner.Message("LookupItem", Item)));
        (await ReadUntilAsync(tls, static text => text.EndsWith(">\n", StringComparison.Ordinal))).Should().Contain(">b1<").And.NotContain("Problem");
    }

    async Task<HttpStatusCode> AskOverTlsAsync(X509Certificate2? certificate)
    {
        // The development certificate is signed by nobody.
#pragma warning disable MA0039
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, shown, _, _) => shown?.Subject.Length > 0 };
#pragma warning restore MA0039
        if (certificate is not null) handler.ClientCertificates.Add(certificate);
        using var http = new HttpClient(handler);
        using var partner = server.Partner("CERT");
        using var answer = await http.PostAsync(new Uri($"https://127.0.0.1:{server.Server.EndPoint("ncip-tls").Port.ToString(CultureInfo.InvariantCulture)}/"), new StringContent(partner.Message("LookupItem", Item)));
        return answer.StatusCode;
    }

    async Task<string> SendAsync(string headers, string body)
    {
        await using var line = await server.ConnectAsync("ncip");
        await line.WriteAsync(Encoding.UTF8.GetBytes($"POST /ncip HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}"));
        return await ReadUntilAsync(line, static _ => false);
    }

    /// <summary>What comes until it is enough, or until the other end closes.</summary>
    static async Task<string> ReadUntilAsync(Stream line, Func<string, bool> isEnough)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        using var limit = new CancellationTokenSource(Waiting.Limit);
        while (!isEnough(text.ToString()))
        {
            int read;
            try
            {
                read = await line.ReadAsync(buffer, limit.Token);
            }
            catch (IOException)
            {
                break;
            }
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return text.ToString();
    }
}
