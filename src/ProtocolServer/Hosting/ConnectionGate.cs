using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Hosting;

/// <summary>Why a connection was not let in; the tag of the counter.</summary>
public enum GateRejection
{
    TooManyConnections,
    TooManyFromThisAddress,
}

/// <summary>Connection middleware before TLS: so many connections in all, so many from one address, the rest is closed at once.</summary>
public sealed class ConnectionGate(LimitOptions limits, ILogger<ConnectionGate> log)
{
    readonly ConcurrentDictionary<IPAddress, int> byAddress = new();
    int open;

    public int Open => Volatile.Read(ref open);

    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (Enter(address) is { } rejection)
        {
            ServerTelemetry.ConnectionsRejected.Add(1, KeyValuePair.Create<string, object?>("reason", rejection.ToString()));
            Log.ConnectionRejected(log, address, rejection);
            connection.Abort(new ConnectionAbortedException(rejection.ToString()));
            return;
        }

        AskWhetherThere(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        ServerTelemetry.ConnectionsOpen.Add(1);
        try
        {
            await next(connection);
        }
        finally
        {
            ServerTelemetry.ConnectionsOpen.Add(-1);
            Leave(address);
        }
    };

    /// <summary>
    /// A machine that lost its power says no good-bye, and may be silent by right for half an hour: the network asks after a minute, and the
    /// line ends a minute later.
    /// </summary>
    static void AskWhetherThere(Socket? socket)
    {
        if (socket is null) return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    /// <returns>Null when the connection is let in; it must <see cref="Leave"/> later.</returns>
    public GateRejection? Enter(IPAddress address)
    {
        if (Interlocked.Increment(ref open) > limits.Connections)
        {
            Interlocked.Decrement(ref open);
            return GateRejection.TooManyConnections;
        }

        if (IPAddress.IsLoopback(address) || byAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= limits.ConnectionsPerAddress) return null;
        Leave(address);
        return GateRejection.TooManyFromThisAddress;
    }

    public void Leave(IPAddress address)
    {
        Interlocked.Decrement(ref open);
        if (IPAddress.IsLoopback(address)) return;
        var left = byAddress.AddOrUpdate(address, 0, static (_, count) => count - 1);
        if (left <= 0) byAddress.TryRemove(KeyValuePair.Create(address, left));
    }
}
