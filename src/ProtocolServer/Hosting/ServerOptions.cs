using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using ProtocolServer.Payments;

namespace ProtocolServer.Hosting;

/// <summary>
/// All settings. Keys are the property names, in DATA/settings.json (<c>{"Sip2Port": 7001, "Limits": {"Connections": 500}}</c>)
/// and in the environment (<c>PROTOCOLSERVER__LIMITS__CONNECTIONS=500</c>); the first are options of the command line too.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>Folder of the embedded database, certificates, logs and settings.json.</summary>
    [Required]
    public string Data { get; init; } = "./data";

    /// <summary>Address the ports are opened on; <c>0.0.0.0</c> or <c>::</c> for all.</summary>
    [Required, IpAddress]
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>SIP2. For every port: 0 lets the system choose, -1 keeps it closed.</summary>
    [Range(-1, 65535)]
    public int Sip2Port { get; init; } = 6001;

    /// <summary>SIP2 over TLS.</summary>
    [Range(-1, 65535)]
    public int Sip2TlsPort { get; init; } = 6002;

    /// <summary>NCIP, over bare TCP and over HTTP.</summary>
    [Range(-1, 65535)]
    public int NcipPort { get; init; } = UsualNcipPort;

    public const int UsualNcipPort = 6011;

    /// <summary>NCIP over TLS, bare or as HTTPS. Where it is not said: the port behind the usual one of NCIP, and none where that was moved.</summary>
    [Range(-1, 65535)]
    public int? NcipTlsPort { get; init; }

    /// <summary>HTTP: health, and NCIP under /ncip.</summary>
    [Range(-1, 65535)]
    public int HttpPort { get; init; } = 8080;

    /// <summary>Npgsql connection string of a database to use instead of the embedded one.</summary>
    public string? Connection { get; init; }

    /// <summary>
    /// The same database under the account that owns the schema: it migrates, and gives the account of <see cref="Connection"/> what the server
    /// needs and no more, so that nobody who gets hold of the server can change what is written in its ledger.
    /// </summary>
    public string? OwnerConnection { get; init; }

    /// <summary>File to load on the first start instead of the demonstration data.</summary>
    public string? Fixture { get; init; }

    /// <summary>Load nothing on the first start.</summary>
    public bool Empty { get; init; }

    /// <summary>Folder of a site's own terminal profiles (docs/profiles.md); DATA/profiles where that exists.</summary>
    public string? Profiles { get; init; }

    /// <summary>Whether this node starts the nightly jobs by the clock; one of all nodes of a database runs each.</summary>
    public bool Jobs { get; init; } = true;

    /// <summary>Time in which open connections may finish what they are at when the server stops.</summary>
    [Range(0, 60)]
    public int DrainSeconds { get; init; } = 2;

    [Required, ValidateObjectMembers]
    public LimitOptions Limits { get; init; } = new();

    [Required, ValidateObjectMembers]
    public CertificateOptions Certificate { get; init; } = new();

    [Required, ValidateObjectMembers]
    public PaymentOptions Payments { get; init; } = new();

    [Required, ValidateObjectMembers]
    public LedgerOptions Ledger { get; init; } = new();

    [Required, ValidateObjectMembers]
    public TelemetryOptions Telemetry { get; init; } = new();

    [Required, ValidateObjectMembers]
    public OutboxOptions Outbox { get; init; } = new();

    [Required, ValidateObjectMembers]
    public RemoteOptions Remote { get; init; } = new();

    /// <summary>Secrets for other systems by the name under which partners refer to them.</summary>
    public Dictionary<string, CredentialOptions> Credentials { get; init; } = [];
}

/// <summary>Limits of what the network may ask of this server.</summary>
public sealed record LimitOptions
{
    /// <summary>Open connections over all ports.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; init; } = 12_000;

    /// <summary>Open connections from one address; loopback is not counted. Raise it behind a TCP balancer.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 1_000;

    /// <summary>A terminal connection without a message for so long is closed; terminals send 99 every few minutes.</summary>
    [Range(1, 7 * 86_400)]
    public int IdleTimeoutSeconds { get; init; } = 1_800;

    /// <summary>A terminal connection on which nobody has logged in so long after its opening is closed, whatever else was said.</summary>
    [Range(1, 86_400)]
    public int LogInTimeoutSeconds { get; init; } = 120;

    /// <summary>A terminal connection that does not take an answer for so long is cut.</summary>
    [Range(1, 3_600)]
    public int WriteTimeoutSeconds { get; init; } = 30;

    /// <summary>Messages a second of one terminal connection; who sends faster waits.</summary>
    [Range(1, 1_000_000)]
    public int MessagesPerSecond { get; init; } = 5_000;

    /// <summary>NCIP messages a second of one partner; what is more gets a temporary failure.</summary>
    [Range(1, 1_000_000)]
    public int PartnerMessagesPerSecond { get; init; } = 10_000;
}

/// <summary>The certificate of the TLS ports; without a path a development certificate is made in DATA/certificates.</summary>
public sealed record CertificateOptions
{
    /// <summary>PEM file with the certificate and its chain, or a PFX file.</summary>
    public string? Path { get; init; }

    /// <summary>PEM file with the private key; not needed when <see cref="Path"/> holds it.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Of the PFX file or the encrypted key.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// PEM file of the authority that signs the certificates of terminals; needed where accounts name them by subject, since anybody can
    /// make a certificate of any name. Named by fingerprint they need none.
    /// </summary>
    public string? TerminalAuthorityPath { get; init; }

    /// <summary>How often the files are looked at; a changed certificate is used from the next handshake on.</summary>
    [Range(1, 86_400)]
    public int CheckSeconds { get; init; } = 10;

    /// <summary>A warning is logged when the certificate ends within so many days.</summary>
    [Range(0, 3650)]
    public int WarnDays { get; init; } = 30;
}

/// <summary>What is told about the work, and to whom.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Lowest level of this program's own log lines.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Lowest level of the log lines of the libraries below it.</summary>
    public LogLevel LibraryLogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Daily log files kept in DATA/logs.</summary>
    [Range(1, 3650)]
    public int LogFiles { get; init; } = 14;

    /// <summary>Collector of traces and metrics, such as <c>http://localhost:4317</c>; none when absent.</summary>
    [Url]
    public string? OtlpEndpoint { get; init; }

    /// <summary>How it is spoken to: <c>Grpc</c> (port 4317 by habit) or <c>HttpProtobuf</c> (4318).</summary>
    public OtlpExportProtocol OtlpProtocol { get; init; }
}

/// <summary>Compiled from the attributes above.</summary>
[OptionsValidator]
public sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;

/// <summary>An address in digits.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute() : ValidationAttribute("The field {0} must be an address in digits, such as 127.0.0.1, 0.0.0.0 or ::.")
{
    public override bool IsValid(object? value) => value is not string text || IPAddress.TryParse(text, out _);
}
