using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProtocolServer.Adapters;

namespace ProtocolServer.Hosting;

/// <summary>
/// The certificate in use. Its files are looked at every <see cref="CertificateOptions.CheckSeconds"/>: a new one
/// counts from the next handshake on, open connections keep theirs; one that cannot be read leaves the old in use.
/// </summary>
public sealed class CertificateSource : BackgroundService
{
    readonly CertificateFiles files;
    readonly CertificateOptions options;
    readonly TimeProvider time;
    readonly ILogger<CertificateSource> log;
    volatile SslServerAuthenticationOptions current;
    DateTime ends;
    string fingerprint;
    DateOnly warned;

    public CertificateSource(CertificateOptions options, DataFolder folder, TimeProvider time, ILogger<CertificateSource> log)
    {
        (this.options, this.time, this.log) = (options, time, log);
        files = new(options, folder.Certificates);
        fingerprint = "";
        current = Load();
    }

    /// <summary>For a handshake that begins now.</summary>
    public SslServerAuthenticationOptions Current => current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.CheckSeconds), time);
        do Check();
        while (await NextAsync(timer, stoppingToken));
    }

    internal void Check()
    {
        try
        {
            if (files.Fingerprint() != fingerprint)
            {
                current = Load();
                Log.CertificateReplaced(log, files.Name, ends);
            }
        }
        catch (SetupException unreadable)
        {
            Log.CertificateUnreadable(log, unreadable.Message);
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (warned == today || ends - time.GetUtcNow().UtcDateTime > TimeSpan.FromDays(options.WarnDays)) return;
        warned = today;
        Log.CertificateEnds(log, files.Name, ends);
    }

    SslServerAuthenticationOptions Load()
    {
        // Before the reading: files that change meanwhile are read again at the next look. A failed reading is reported once.
        fingerprint = files.Fingerprint();
        var chain = files.Read(time);
        if (files.IsDevelopment) fingerprint = files.Fingerprint();
        ends = chain[0].NotAfter.ToUniversalTime();
        var rest = new X509Certificate2Collection(chain.Skip(1).ToArray());

        // The context holds the whole chain, built once: handshakes neither read files nor ask the network.
        return new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(chain[0], rest, offline: true),
            // Terminals are asked for a certificate and need not have one. Which of them is whose is for the accounts to say.
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not X509Certificate2 certificate || IsOfToday(certificate),
        };
    }

    bool IsOfToday(X509Certificate2 shown)
    {
        var (now, from, to) = (time.GetUtcNow().UtcDateTime, shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime());
        if (from <= now && now < to) return true;
        Log.TerminalCertificateEnded(log, shown.Subject, shown.GetCertHashString(HashAlgorithmName.SHA256), from, to);
        return false;
    }

    static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
