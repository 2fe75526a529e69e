using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Ncip;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>HTTP and bare TCP (ncip-field H 47 to 53).</summary>
public sealed class TransportsTests(NcipServer server) : IClassFixture<NcipServer>
{
    const string Item = "<ItemId><ItemIdentifierValue>b1</ItemIdentifierValue></ItemId>";

    /// <summary>Of each wait, not of all of them together.</summary>
    static CancellationToken Limit => new CancellationTokenSource(Waiting.Limit).Token;

    string Message(string from = "ILL")
    {
        using var partner = server.Partner(from);
        return partner.Message("LookupItem", Item);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task H47_other_methods_get_405_and_the_one_that_is_allowed(string method)
    {
        using var http = new HttpClient();
        using var response = await http.SendAsync(new(new(method), server.Http("/ncip")), Limit);
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("POST");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/xml")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    public async Task H48_xml_is_accepted_whatever_its_label(string? type)
    {
        using var partner = server.Partner();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Message()));
        if (type is not null) content.Headers.ContentType = new(type);
        (await partner.SendAsync(content)).Descendants("ItemIdentifierValue").Single().Value.Should().Be("b1");
    }

    [Fact]
    public async Task H48_a_form_field_and_a_packed_body_are_opened_and_a_multipart_is_not()
    {
        using var partner = server.Partner();
        using var form = new FormUrlEncodedContent([new("xml", Message())]);
        (await partner.SendAsync(form)).Descendants("ItemIdentifierValue").Should().ContainSingle();
        using var packed = Packed(Encoding.UTF8.GetBytes(Message()));
        (await partner.SendAsync(packed)).Descendants("ItemIdentifierValue").Should().ContainSingle();
        using var parts = new MultipartFormDataContent { new StringContent(Message()) };
        (await partner.SendAsync(parts)).Descendants("ProblemType").Single().Value.Should().Be("Invalid Message Syntax Error");
    }

    [Fact]
    public async Task H6_H48_a_body_over_the_limit_gets_413_declared_chunked_or_packed()
    {
        using var http = new HttpClient();
        var large = new byte[2 * 1024 * 1024];
        foreach (var content in (HttpContent[])[new ByteArrayContent(large), new StreamContent(new MemoryStream(large)) { Headers = { ContentLength = null } }, Packed(large)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Http("/ncip")) { Content = content };
            using var response = await http.SendAsync(request, Limit);
            response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
            content.Dispose();
        }
    }

    [Fact]
    public async Task An_answer_has_its_length_and_type_and_the_ncip_port_speaks_http_as_well()
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri($"http://{server.Server.EndPoint("ncip")}/"), new StringContent(Message()), Limit);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType.Should().BeEquivalentTo(new MediaTypeHeaderValue("application/xml") { CharSet = "\"utf-8\"" });
        response.Content.Headers.ContentLength.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task H51_a_message_in_single_octets_is_answered_by_one_document_that_ends_in_a_line_feed()
    {
        await using var line = await server.ConnectAsync("ncip");
        foreach (var octet in Encoding.UTF8.GetBytes(Message())) await line.WriteAsync(new[] { octet }, Limit);
        var answer = await ReadAsync(line);
        answer.Should().EndWith("\n");
        answer.TrimEnd().Should().NotContain("\n", "who reads a line has it all");
        NcipClient.Read(answer).Descendants("ItemIdentifierValue").Single().Value.Should().Be("b1");

        await line.WriteAsync(Encoding.UTF8.GetBytes("\r\n" + Message()), Limit);
        NcipClient.Read(await ReadAsync(line)).Descendants("ItemIdentifierValue").Should().ContainSingle("several exchanges share a connection");
    }

    [Fact]
    public async Task H51_a_second_message_before_the_answer_is_out_of_turn_unless_the_partner_is_known_for_it()
    {
        await using var strict = await server.ConnectAsync("ncip");
        await strict.WriteAsync(Encoding.UTF8.GetBytes(Message() + Message()), Limit);
        var all = await ReadToEndAsync(strict);
        all.Should().Contain("Protocol Error").And.Contain("ItemIdentifierValue");

        await using var ahead = await server.ConnectAsync("ncip");
        await ahead.WriteAsync(Encoding.UTF8.GetBytes(Message("AHEAD") + Message("AHEAD")), Limit);
        ahead.Socket.Shutdown(SocketShutdown.Send);
        var both = await ReadToEndAsync(ahead);
        both.Split("<?xml", StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        both.Should().NotContain("Protocol Error");
    }

    [Fact]
    public async Task H19_an_end_of_transmission_behind_each_message_is_no_message()
    {
        await using var line = await server.ConnectAsync("ncip");
        for (var n = 0; n < 3; n++)
        {
            await line.WriteAsync(Encoding.UTF8.GetBytes(Message() + "\u0004"), Limit);
            NcipClient.Read(await ReadAsync(line)).Descendants("ItemIdentifierValue").Should().ContainSingle();
        }
    }

    [Fact]
    public async Task H51_what_ends_in_the_middle_or_goes_too_deep_gets_one_problem_and_the_end_of_the_line()
    {
        foreach (var input in (string[])[Message()[..200], string.Concat(Enumerable.Repeat("<a>", 1000))])
        {
            await using var line = await server.ConnectAsync("ncip");
            await line.WriteAsync(Encoding.UTF8.GetBytes(input), Limit);
            line.Socket.Shutdown(SocketShutdown.Send);
            var answer = await ReadToEndAsync(line);
            NcipClient.Read(answer).Descendants("ProblemType").Single().Value.Should().Be("Invalid Message Syntax Error");
        }
    }

    [Fact]
    public async Task H51_who_sends_and_closes_before_the_server_has_looked_is_answered_all_the_same()
    {
        await using var connection = new MemoryConnection();
        await connection.Terminal.Output.WriteAsync(Encoding.UTF8.GetBytes(Message()), Limit);
        // As the web server tells it: the end of the connection is known before the first octet is read.
        await connection.CloseAsync(isAbrupt: true);
        await server.Server.Services.GetRequiredService<NcipTcp>().Before(static _ => Task.CompletedTask)(connection);
        await connection.DisposeAsync();
        using var answer = new StreamReader(connection.Terminal.Input);
        NcipClient.Read(await answer.ReadToEndAsync(Limit)).Descendants("ItemIdentifierValue").Single().Value.Should().Be("b1");
    }

    [Theory]
    [InlineData("9900802.00AY1AZFCA0\r")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task H52_other_protocols_on_the_port_are_closed_without_a_word(string greeting)
    {
        await using var line = await server.ConnectAsync("ncip");
        await line.WriteAsync(Encoding.Latin1.GetBytes(greeting), Limit);
        (await ReadToEndAsync(line)).Should().BeEmpty();
    }

    [Fact]
    public async Task H45_the_same_check_out_from_many_sides_at_once_is_one_loan()
    {
        using var partner = server.Partner();
        const string Request = "<UserId><UserIdentifierValue>r030</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>s030</ItemIdentifierValue></ItemId>";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => partner.AskAsync("CheckOutItem", Request)));
        answers.Select(answer => answer.ToString()).Distinct().Should().ContainSingle();
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 's030'")).Should().Be(1L);
    }

    [Fact]
    public async Task H31_H33_a_message_nobody_can_answer_gets_a_problem_of_the_message()
    {
        using var partner = server.Partner();
        (await partner.SendAsync(Message().Replace("LookupItem", "Frobnicate", StringComparison.Ordinal))).Elements("Problem").Single().Element("ProblemType")!.Value.Should().Be("Unknown Element");
        (await partner.SendAsync(Message().Replace("LookupItem", "LookupItemResponse", StringComparison.Ordinal))).Elements("Problem").Single().Element("ProblemType")!.Value.Should().Be("Protocol Error");
        (await partner.AskAsync("CreateAgency", "<OrganizationNameInformation><OrganizationNameType>Official Name</OrganizationNameType><OrganizationName>X</OrganizationName></OrganizationNameInformation>"))
            .Descendants("ProblemType").Single().Value.Should().Be("Needed Data Missing", "what is known is answered in its own response");
    }

    static ByteArrayContent Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(body);
        return new(packed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
    }

    static async Task<string> ReadAsync(NetworkStream line)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().TrimEnd().EndsWith("NCIPMessage>", StringComparison.Ordinal))
        {
            var count = await line.ReadAsync(buffer, Limit);
            if (count == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return text.ToString();
    }

    static async Task<string> ReadToEndAsync(NetworkStream line)
    {
        using var all = new MemoryStream();
        try
        {
            await line.CopyToAsync(all, Limit);
        }
        catch (IOException)
        {
            // Cut by the other end.
        }
        return Encoding.UTF8.GetString(all.ToArray());
    }
}
