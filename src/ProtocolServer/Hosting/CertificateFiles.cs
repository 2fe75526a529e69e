using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProtocolServer.Adapters;

namespace ProtocolServer.Hosting;

/// <summary>Reads the certificate of the TLS ports from its files, or makes one for development.</summary>
public sealed class CertificateFiles
{
    static readonly TimeSpan DevelopmentLife = TimeSpan.FromDays(800);
    static readonly TimeSpan RenewBefore = TimeSpan.FromDays(14);

    readonly CertificateOptions options;
    readonly string certificate;
    readonly string key;

    public CertificateFiles(CertificateOptions options, string folder)
    {
        this.options = options;
        IsDevelopment = options.Path is null;
        certificate = options.Path ?? Path.Combine(folder, "development.pem");
        key = options.Path is null ? Path.Combine(folder, "development.key") : options.KeyPath ?? options.Path;
    }

    public bool IsDevelopment { get; }

    public string Name => certificate;

    /// <summary>Changes when one of the files does: times of change and sizes.</summary>
    public string Fingerprint() => string.Join(' ', new[] { certificate, key }.Distinct(StringComparer.Ordinal)
        .Select(file => new FileInfo(file)).Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "-"));

    /// <summary>The certificate with its key first, then the rest of its chain.</summary>
    public X509Certificate2Collection Read(TimeProvider time)
    {
        try
        {
            if (IsDevelopment) return ReadOrMake(time);
            if (!IsPem()) return Leading(X509CertificateLoader.LoadPkcs12CollectionFromFile(certificate, options.Password));
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            var first = options.Password is null
                ? X509Certificate2.CreateFromPemFile(certificate, key)
                : X509Certificate2.CreateFromEncryptedPemFile(certificate, options.Password, key);
            return [first, .. chain.Skip(1)];
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetupException($"The certificate {certificate} (Certificate:Path) with the key {key} (Certificate:KeyPath) cannot be used: {unreadable.Message} "
                                     + "Both must be readable by the server and belong together: PEM files, or one PFX file with Certificate:Password.", unreadable);
        }
    }

    X509Certificate2Collection ReadOrMake(TimeProvider time)
    {
        if (File.Exists(certificate) && File.Exists(key))
        {
            var there = X509Certificate2.CreateFromPemFile(certificate, key);
            if (there.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewBefore) return [there];
        }

        Make(time.GetUtcNow());
        return [X509Certificate2.CreateFromPemFile(certificate, key)];
    }

    void Make(DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + DevelopmentLife);

        // The key before the certificate, each under its name only when it is whole.
        Write(key, pair.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(certificate, made.ExportCertificatePem(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    static void Write(string file, string text, UnixFileMode mode)
    {
        var unfinished = file + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        using (var writer = new StreamWriter(stream))
            writer.Write(text);
        File.Move(unfinished, file, overwrite: true);
    }

    bool IsPem() => File.ReadAllText(certificate).Contains("-----BEGIN", StringComparison.Ordinal);

    static X509Certificate2Collection Leading(X509Certificate2Collection all)
    {
        var own = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no private key.");
        return [own, .. all.Where(one => one != own)];
    }
}
