using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Outside;
using ProtocolServer.Adapters.StandIns;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;

namespace ProtocolServer.Payments;

/// <summary>The gateways of this server, by name, and the stand-ins behind them where there are some.</summary>
sealed class PaymentGateways : IDisposable
{
    /// <summary>The secret that WeChat Pay calls the API v3 key.</summary>
    const int ApiKeyBytes = 32;

    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly Listeners listeners;
    readonly PaymentOptions options;

    /// <exception cref="SetupException">A setting or a key is wrong.</exception>
    public PaymentGateways(ServerOptions server, Listeners listeners, TimeProvider time, ILogger<PaymentGateways> log)
    {
        (this.listeners, options) = (listeners, server.Payments);
        if (options.Gateways.Count > 0 && options.PublicUrl is null)
            throw new SetupException("A setting is wrong. Payments:PublicUrl is missing: gateways have to know where they reach this server.");
        var known = options.Gateways.Select(gateway => Real(gateway, time)).ToList();
        if (options.StandIns)
        {
            Log.StandInGateways(log);
            StandIns = new StandInGateway[] { Alipay(known, time), WeChat(known, time) }.ToFrozenDictionary(one => one.Name);
        }
        var twice = known.GroupBy(gateway => gateway.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new SetupException($"A setting is wrong. Payments:Gateways has two of the name '{twice.Key}'.");
        All = known.ToFrozenDictionary(gateway => gateway.Name);
    }

    public FrozenDictionary<string, IPaymentGateway> All { get; }

    public FrozenDictionary<string, StandInGateway> StandIns { get; } = FrozenDictionary<string, StandInGateway>.Empty;

    public GatewayOffer? Offer(string name) => All.TryGetValue(name, out var gateway) ? new(gateway.Name, gateway.Currency) : null;

    /// <summary>Address of this server for gateways and phones.</summary>
    public string Here
    {
        get
        {
            if (options.PublicUrl is { } given) return given.TrimEnd('/');
            var here = listeners.EndPoint("http") ?? new IPEndPoint(IPAddress.Loopback, 80);
            // An address for all can't be called.
            var host = here.Address.Equals(IPAddress.Any) || here.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : here.Address;
            return string.Create(CultureInfo.InvariantCulture, $"http://{new IPEndPoint(host, here.Port)}");
        }
    }

    public string NotifyUrl(string gateway) => $"{Here}/pay/notify/{gateway}";

    public string PageUrl(Guid payment) => $"{Here}/pay/{payment:N}";

    IPaymentGateway Real(GatewayOptions gateway, TimeProvider time)
    {
        if (!Currency.TryParse(gateway.Currency, out var currency)) throw Wrong(gateway, nameof(gateway.Currency), "names no currency");
        var keys = gateway.GatewayKeyPaths.ToDictionary(
            key => gateway.Kind is GatewayKind.Alipay ? "" : key.Key, key => Key(gateway, nameof(gateway.GatewayKeyPaths), key.Value), StringComparer.OrdinalIgnoreCase);
        if (keys.Count == 0) throw Wrong(gateway, nameof(gateway.GatewayKeyPaths), "is empty: nothing the gateway signs could be believed");
        var settings = new GatewaySettings
        {
            Name = gateway.Name, Currency = currency, AppId = gateway.AppId, MerchantId = gateway.MerchantId, Base = () => new(gateway.Url),
            OwnKey = Key(gateway, nameof(gateway.KeyPath), gateway.KeyPath), OwnSerial = gateway.KeySerial, GatewayKeys = keys,
        };
        if (gateway.Kind is GatewayKind.Alipay) return new AlipayGateway(settings, http, time);
        var secret = Encoding.UTF8.GetBytes(Read(gateway, nameof(gateway.ApiKeyPath), gateway.ApiKeyPath ?? "").Trim());
        if (secret.Length != ApiKeyBytes) throw Wrong(gateway, nameof(gateway.ApiKeyPath), "must name a file with 32 characters");
        return new WeChatGateway(settings with { ApiKey = secret }, http, time);
    }

    StandInAlipay Alipay(List<IPaymentGateway> known, TimeProvider time)
    {
        var ((mine, minePublic), (theirs, theirsPublic)) = (GatewayKey.NewPair(), GatewayKey.NewPair());
        var settings = StandIn("alipay", mine, theirsPublic, "");
        known.Add(new AlipayGateway(settings, http, time));
        return new(settings, minePublic, theirs, () => Cashier(settings.Name), http, time);
    }

    StandInWeChat WeChat(List<IPaymentGateway> known, TimeProvider time)
    {
        const string serial = "57A11D11";
        var ((mine, minePublic), (theirs, theirsPublic)) = (GatewayKey.NewPair(), GatewayKey.NewPair());
        var settings = StandIn("wechat", mine, theirsPublic, serial) with { ApiKey = RandomNumberGenerator.GetBytes(ApiKeyBytes) };
        known.Add(new WeChatGateway(settings, http, time));
        return new(settings, minePublic, theirs, serial, () => Cashier(settings.Name), http, time);
    }

    GatewaySettings StandIn(string name, GatewayKey own, GatewayKey gateway, string serial) => new()
    {
        Name = name, Currency = Currency.Parse("CNY"), AppId = "stand-in-app", MerchantId = "stand-in-merchant", Base = () => new($"{Here}/stand-in/{name}"),
        OwnKey = own, OwnSerial = "5E1F", GatewayKeys = new Dictionary<string, GatewayKey> { [serial] = gateway },
    };

    string Cashier(string name) => $"{Here}/stand-in/{name}/cashier";

    static GatewayKey Key(GatewayOptions gateway, string setting, string path)
    {
        try
        {
            return GatewayKey.FromPem(Read(gateway, setting, path));
        }
        catch (CryptographicException)
        {
            throw Wrong(gateway, setting, $"names {path}, which holds no RSA key or certificate in PEM");
        }
    }

    static string Read(GatewayOptions gateway, string setting, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Wrong(gateway, setting, $"names '{path}', which can't be read");
        }
    }

    static SetupException Wrong(GatewayOptions gateway, string setting, string why) => new($"A setting is wrong. Payments:Gateways '{gateway.Name}': {setting} {why}.");

    public void Dispose() => http.Dispose();
}
