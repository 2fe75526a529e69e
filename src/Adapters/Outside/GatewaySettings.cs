using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Outside;

/// <summary>What a gateway's adapter has to know. Keys are kept as objects that say nothing of themselves.</summary>
public sealed record GatewaySettings
{
    public required string Name { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The application of the merchant (Alipay <c>app_id</c>, WeChat Pay <c>appid</c>).</summary>
    public required string AppId { get; init; }

    /// <summary>The merchant (Alipay <c>seller_id</c>, WeChat Pay <c>mchid</c>).</summary>
    public required string MerchantId { get; init; }

    /// <summary>Where the gateway is asked; known late where the gateway is a stand-in of this server.</summary>
    public required Func<Uri> Base { get; init; }

    /// <summary>Signs what we send.</summary>
    public required GatewayKey OwnKey { get; init; }

    /// <summary>Serial number of our certificate (WeChat Pay).</summary>
    public string OwnSerial { get; init; } = "";

    /// <summary>What the gateway signs with, by serial number of its certificate; one without a serial for Alipay.</summary>
    public required IReadOnlyDictionary<string, GatewayKey> GatewayKeys { get; init; }

    /// <summary>Deciphers notifications (WeChat Pay, API v3): 32 bytes.</summary>
    public ReadOnlyMemory<byte> ApiKey { get; init; }
}

/// <summary>An RSA key that signs or verifies with SHA-256 and PKCS #1 padding, from many threads at once.</summary>
public sealed class GatewayKey
{
    readonly byte[] key;
    readonly bool isPrivate;

    GatewayKey(byte[] key, bool isPrivate) => (this.key, this.isPrivate) = (key, isPrivate);

    /// <summary>Reads a PEM text: a private key, a public key or a certificate.</summary>
    /// <exception cref="CryptographicException">It is none of them.</exception>
    public static GatewayKey FromPem(string pem)
    {
        if (pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var publicKey = certificate.GetRSAPublicKey() ?? throw new CryptographicException("The certificate has no RSA key.");
            return new(publicKey.ExportRSAPublicKey(), false);
        }
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (ArgumentException none)
        {
            throw new CryptographicException("It is no PEM text of an RSA key.", none);
        }
        return Of(rsa);
    }

    /// <summary>A new pair, for a stand-in.</summary>
    public static (GatewayKey Private, GatewayKey Public) NewPair()
    {
        using var rsa = RSA.Create(2048);
        return (new(rsa.ExportRSAPrivateKey(), true), new(rsa.ExportRSAPublicKey(), false));
    }

    static GatewayKey Of(RSA rsa)
    {
        try
        {
            return new(rsa.ExportRSAPrivateKey(), true);
        }
        catch (CryptographicException)
        {
            return new(rsa.ExportRSAPublicKey(), false);
        }
    }

    /// <summary>Base64 of the signature over the text's UTF-8 bytes.</summary>
    public string Sign(string text)
    {
        using var rsa = Import();
        return Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>False for a signature that is wrong, and for what is none.</summary>
    public bool Verifies(string text, string? signature)
    {
        var bytes = new byte[1024];
        if (string.IsNullOrEmpty(signature) || !Convert.TryFromBase64String(signature, bytes, out var length)) return false;
        using var rsa = Import();
        return rsa.VerifyData(Encoding.UTF8.GetBytes(text), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    RSA Import()
    {
        var rsa = RSA.Create();
        if (isPrivate) rsa.ImportRSAPrivateKey(key, out _);
        else rsa.ImportRSAPublicKey(key, out _);
        return rsa;
    }
}
