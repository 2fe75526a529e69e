using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using ProtocolServer.Adapters.Outside;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Payments;

/// <summary>
/// HF-12: the server is killed while a gateway tells of payments, wherever it stands between commit and answer; told again, each is booked once. The
/// gateway is the test itself, by keys in files, as a real one is configured.
/// </summary>
public sealed class KilledNotificationTests : IDisposable
{
    const int Kills = 4, Together = 6;

    readonly string data = TestCluster.NewFolder("killed-pay");
    readonly HttpClient http = new() { Timeout = Waiting.Limit };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        TestCluster.Remove(data);
    }

    [Fact]
    public async Task HF_12_a_server_killed_between_commit_and_answer_books_each_payment_once()
    {
        using var gateway = RSA.Create(2048);
        var key = GatewayKey.FromPem(gateway.ExportPkcs8PrivateKeyPem());
        var fixture = Configure(gateway);
        var server = await ServerProcess.ServeAsync(data, "--fixture", fixture);
        var told = await ServerProcess.RunAsync("api-key", "add", "HEF", "test", "--may", "pay", "--data", data);
        told.ExitCode.Should().Be(0, told.Errors);
        http.DefaultRequestHeaders.Authorization = new("Bearer", told.Output.Trim());
        var numbers = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var these = new List<string>();
            for (var n = 0; n < Together; n++) these.Add(await BeginAsync(server, $"p{(kill * Together) + n + 1}"));
            var running = these.Concat(these).Select(number => TellAsync(server, key, number)).ToArray();
            await Task.WhenAny(running);
            await server.KillAsync();
            await Task.WhenAll(running);
            await server.DisposeAsync();
            server = await ServerProcess.ServeAsync(data);
            foreach (var number in these) (await TellAsync(server, key, number)).Should().Be("success");
            numbers.AddRange(these);
        }
        foreach (var number in numbers)
        {
            var state = JsonNode.Parse(await http.GetStringAsync(Url(server, $"/api/v1/online-payments/{number}"), Cancel))!;
            (state["state"]!.GetValue<string>(), state["received"]!.GetValue<string>(), state["rest"]!.GetValue<string>()).Should().Be(("Paid", "48.00", "0.00"));
        }
        var verified = await ServerProcess.RunAsync("ledger", "verify", "--data", data, "--json");
        verified.ExitCode.Should().Be(0, verified.Output + verified.Errors);
        await server.DisposeAsync();
    }

    string Configure(RSA gateway)
    {
        Directory.CreateDirectory(data);
        string At(string name) => Path.Combine(data, name);
        using var own = RSA.Create(2048);
        File.WriteAllText(At("own.pem"), own.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("gateway.pem"), gateway.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(At("settings.json"), JsonSerializer.Serialize(new
        {
            Payments = new
            {
                PublicUrl = "https://pay.example.org",
                Gateways = new[]
                {
                    new
                    {
                        Name = "alipay", Kind = "Alipay", AppId = "app", MerchantId = "seller", Url = "https://gateway.example.org/gateway.do", KeyPath = At("own.pem"),
                        GatewayKeyPaths = new Dictionary<string, string> { ["alipay"] = At("gateway.pem") },
                    },
                },
            },
        }));
        var fixture = At("pay.yaml");
        File.WriteAllText(fixture, string.Create(CultureInfo.InvariantCulture, $$$"""
            network: pay
            agencies:
              - {id: HEF, name: Hefei, library: hefei, locations: [{code: H, name: Hall}]}
            series:
              - readers: {{{Kills * Together}}}
                each: {card: "p{n}", agency: HEF, name: "Reader {n}", pin: "1234", language: en, issued: -30d}
              - charges: {{{Kills * Together}}}
                each: {card: "p{n}", agency: HEF, type: "07", amount: "48.00", assessed: -3d}
            """));
        return fixture;
    }

    static Uri Url(ServerProcess server, string path) => new($"http://{server.EndPoint("http")}{path}");

    async Task<string> BeginAsync(ServerProcess server, string card)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(server, "/api/v1/online-payments"));
        request.Headers.Add("Idempotency-Key", card);
        request.Content = JsonContent.Create(new { card, gateway = "alipay" });
        using var answer = await http.SendAsync(request, Cancel);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["number"]!.GetValue<string>();
    }

    /// <summary>What the server answered; empty where it was killed.</summary>
    async Task<string> TellAsync(ServerProcess server, GatewayKey key, string number)
    {
        var form = new Dictionary<string, string>
        {
            ["notify_time"] = AlipayParameters.Time(TimeProvider.System.GetUtcNow()), ["sign_type"] = "RSA2", ["app_id"] = "app", ["seller_id"] = "seller", ["out_trade_no"] = number,
            ["trade_no"] = "T" + number, ["trade_status"] = "TRADE_SUCCESS", ["total_amount"] = "48.00",
        };
        form["sign"] = key.Sign(AlipayParameters.OfNotification(form));
        using var content = new StringContent(AlipayParameters.Encode(form), Encoding.UTF8, "application/x-www-form-urlencoded");
        try
        {
            using var answer = await http.PostAsync(Url(server, "/pay/notify/alipay"), content, Cancel);
            return await answer.Content.ReadAsStringAsync(Cancel);
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException)
        {
            return "";
        }
    }
}
