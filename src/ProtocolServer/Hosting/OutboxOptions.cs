using System.ComponentModel.DataAnnotations;

namespace ProtocolServer.Hosting;

/// <summary>How what others are to be told is sent.</summary>
public sealed record OutboxOptions
{
    /// <summary>False on a node that shall not send; another one must.</summary>
    public bool Sends { get; init; } = true;

    /// <summary>Destinations that are sent to at the same time.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; init; } = 64;

    /// <summary>A message that is not answered for so long has failed and is tried again later.</summary>
    [Range(1, 600)]
    public int AnswerSeconds { get; init; } = 30;

    /// <summary>How long a destination is left alone after its first failure; twice as long after each further one.</summary>
    [Range(10, 3_600_000)]
    public int FirstRetryMilliseconds { get; init; } = 2_000;

    /// <summary>The longest time a destination is left alone.</summary>
    [Range(1, 86_400)]
    public int LongestRetrySeconds { get; init; } = 900;

    /// <summary>How often messages written by other nodes are looked for.</summary>
    [Range(50, 60_000)]
    public int LookMilliseconds { get; init; } = 1_000;

    /// <summary>What nobody has taken after so many days is given up.</summary>
    [Range(1, 3_650)]
    public int GiveUpDays { get; init; } = 14;

    /// <summary>For how many days it is kept what was sent when and with which result; the message itself is not kept.</summary>
    [Range(1, 3_650)]
    public int KeepDays { get; init; } = 90;

    /// <summary>How long to wait after so many failures in a row.</summary>
    /// <param name="spread">0 to 1: nodes and destinations that failed together do not come back together.</param>
    public TimeSpan RetryAfter(int failures, double spread)
    {
        var doubled = FirstRetryMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, LongestRetrySeconds * 1000.0) * (0.75 + spread / 4));
    }
}

/// <summary>What we prove ourselves with to another system. A partner or webhook names one; the secrets themselves stand only in the settings.</summary>
public sealed record CredentialOptions
{
    /// <summary>FromAgencyAuthentication of every message.</summary>
    public string? AgencySecret { get; init; }

    /// <summary>Key of the signature under what a webhook is told.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>HTTP Basic.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Name of a header with a token, such as <c>X-Api-Key</c> or <c>Authorization</c>.</summary>
    public string? Header { get; init; }

    public string? Token { get; init; }

    /// <summary>Name and secret by which requests are signed (HMAC), ours to the partner and the partner's to us (<c>signed-with</c>).</summary>
    public string? HmacKey { get; init; }

    public string? HmacSecret { get; init; }

    /// <summary>PEM or PFX file of the client certificate.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM file of its key, where the certificate's file does not hold it.</summary>
    public string? KeyPath { get; init; }

    public string? CertificatePassword { get; init; }

    /// <summary>PEM file of the only authority whose certificates the other end may show; the system's own authorities when absent.</summary>
    public string? AuthorityPath { get; init; }
}
