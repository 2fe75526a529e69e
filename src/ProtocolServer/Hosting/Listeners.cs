using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ProtocolServer.Adapters;
using ProtocolServer.Ncip;
using ProtocolServer.Sip2;

namespace ProtocolServer.Hosting;

/// <summary>The ports of the server and who answers on each.</summary>
public sealed class Listeners(ServerOptions options)
{
    /// <summary>After a cut of power all terminals of a network connect in the same second.</summary>
    public const int Backlog = 4096;

    /// <summary>What is read ahead of one connection before its sender has to wait: room for the longest frame and a bit.</summary>
    public const int ReadAheadBytes = 128 * 1024;

    readonly List<(string Name, string Key, int Asked, ListenOptions Listen)> open = [];

    /// <summary>Name and address of each open port, in the order of the table below.</summary>
    public IEnumerable<(string Name, IPEndPoint EndPoint)> All => open.Select(row => (row.Name, (IPEndPoint)row.Listen.EndPoint));

    public IPEndPoint? EndPoint(string name) => All.FirstOrDefault(row => row.Name == name).EndPoint;

    /// <summary>Whether all that comes in on this port is NCIP.</summary>
    public bool IsNcip(int port) => EndPoint("ncip")?.Port == port || EndPoint("ncip-tls")?.Port == port;

    public void Configure(KestrelServerOptions kestrel)
    {
        var services = kestrel.ApplicationServices;
        var gate = services.GetRequiredService<ConnectionGate>();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = null;

        Open("sip2", nameof(ServerOptions.Sip2Port), options.Sip2Port, listen => listen.UseConnectionHandler<Sip2ConnectionHandler>());
        Open("sip2-tls", nameof(ServerOptions.Sip2TlsPort), options.Sip2TlsPort, listen =>
        {
            listen.Protocols = HttpProtocols.None;
            UseTls(listen, services.GetRequiredService<CertificateSource>());
            listen.UseConnectionHandler<Sip2ConnectionHandler>();
        });
        // NCIP's two transports on one port: HTTP goes on to the same pages as the HTTP port.
        Open("ncip", nameof(ServerOptions.NcipPort), options.NcipPort, listen => listen.Use(services.GetRequiredService<NcipTcp>().Before));
        Open("ncip-tls", nameof(ServerOptions.NcipTlsPort), options.NcipTlsPort ?? (options.NcipPort == ServerOptions.UsualNcipPort ? options.NcipPort + 1 : -1), listen =>
        {
            UseTls(listen, services.GetRequiredService<CertificateSource>());
            listen.Use(services.GetRequiredService<NcipTcp>().Before);
        });
        Open("http", nameof(ServerOptions.HttpPort), options.HttpPort, static _ => { });

        void Open(string name, string key, int port, Action<ListenOptions> use)
        {
            if (port < 0) return;
            kestrel.Listen(IPAddress.Parse(options.Bind), port, listen =>
            {
                open.Add((name, key, port, listen));
                listen.Use(gate.Around);
                use(listen);
            });
        }
    }

    /// <summary>Kestrel names the address that is taken; people look for the setting.</summary>
    public SetupException Refused(IOException refused)
    {
        var (name, key, asked, _) = open.Find(row => refused.Message.Contains($":{row.Asked}", StringComparison.Ordinal));
        var why = refused.InnerException is AddressInUseException ? "is in use by another program" : $"cannot be opened: {refused.Message}";
        return name is null
            ? new($"A port cannot be opened: {refused.Message}", refused)
            : new($"Port {asked} ({key}) of {options.Bind} {why}. Stop what uses it, or choose another with --{name}-port (0: the system chooses).", refused);
    }

    /// <summary>Kestrel's own refusal of a port arrives in one of these.</summary>
    public static bool IsRefusal(Exception fault) => fault is IOException or SocketException;

    static void UseTls(ListenOptions listen, CertificateSource source) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(source.Current),
        HandshakeTimeout = TimeSpan.FromSeconds(10),
    });
}
