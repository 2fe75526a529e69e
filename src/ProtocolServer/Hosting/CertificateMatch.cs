using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProtocolServer.Hosting;

/// <summary>
/// Whether a certificate that was shown in a TLS handshake is one that an account or a partner names: by its digest, or by its subject where
/// the authority of the settings has signed it.
/// </summary>
sealed class CertificateMatch(CertificateOptions options, TimeProvider time)
{
    /// <param name="entry"><c>sha256:</c> and 64 hexadecimal digits, or <c>subject:</c> and a distinguished name.</param>
    public bool Fits(string entry, X509Certificate2 certificate)
    {
        if (entry.StartsWith("sha256:", StringComparison.Ordinal))
            return string.Equals(entry[7..], certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.OrdinalIgnoreCase);
        return entry.StartsWith("subject:", StringComparison.Ordinal) && Same(entry[8..], certificate.SubjectName) && IsSigned(certificate);
    }

    static bool Same(string written, X500DistinguishedName name)
    {
        try
        {
            return new X500DistinguishedName(written).RawData.AsSpan().SequenceEqual(name.RawData) || string.Equals(written, name.Name, StringComparison.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>By the authority of the settings, and valid today.</summary>
    bool IsSigned(X509Certificate2 certificate)
    {
        if (options.TerminalAuthorityPath is not { } path) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(path);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
