using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ProtocolServer.Payments;

/// <summary>Payments over the internet (docs/payments.md).</summary>
public sealed record PaymentOptions
{
    /// <summary>Where gateways and readers' phones reach this server, such as <c>https://pay.library.example</c>; not needed for stand-ins.</summary>
    [Url]
    public string? PublicUrl { get; init; }

    /// <summary>Whether gateways of this server's own, which take no money, stand in for the real ones. Never where real readers pay.</summary>
    public bool StandIns { get; init; }

    [Required, ValidateEnumeratedItems]
    public IReadOnlyList<GatewayOptions> Gateways { get; init; } = [];
}

public enum GatewayKind { Alipay, WeChat }

/// <summary>One gateway. Keys are files, so that they stand in no settings and no log.</summary>
public sealed record GatewayOptions
{
    /// <summary>Its name in addresses and accounts; never changed once money came in.</summary>
    [Required, RegularExpression("[a-z0-9-]{1,32}")]
    public string Name { get; init; } = "";

    public GatewayKind Kind { get; init; }

    [Required, RegularExpression("[A-Z]{3}")]
    public string Currency { get; init; } = "CNY";

    /// <summary>Alipay <c>app_id</c>, WeChat Pay <c>appid</c>.</summary>
    [Required]
    public string AppId { get; init; } = "";

    /// <summary>Alipay <c>seller_id</c>, WeChat Pay <c>mchid</c>.</summary>
    [Required]
    public string MerchantId { get; init; } = "";

    /// <summary>Where it is asked.</summary>
    [Required, Url]
    public string Url { get; init; } = "";

    /// <summary>PEM file of our private key.</summary>
    [Required]
    public string KeyPath { get; init; } = "";

    /// <summary>Serial number of our certificate (WeChat Pay).</summary>
    public string KeySerial { get; init; } = "";

    /// <summary>PEM files of what the gateway signs with, public keys or certificates, by serial number; of Alipay one, under any name.</summary>
    public IReadOnlyDictionary<string, string> GatewayKeyPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>File with the 32 characters of the API v3 key (WeChat Pay).</summary>
    public string? ApiKeyPath { get; init; }
}
