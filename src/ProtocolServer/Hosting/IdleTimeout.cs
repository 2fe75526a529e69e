using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ProtocolServer.Hosting;

/// <summary>
/// Ends a connection on which nothing was said for too long. It rides on Kestrel's heartbeat (one a second for all
/// connections), so ten thousand silent terminals need no timer of their own.
/// </summary>
public sealed class IdleTimeout
{
    /// <summary>A peer that does not even take what is written gets this much longer, then the connection is cut.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    readonly ConnectionContext connection;
    readonly TimeSpan limit;
    readonly TimeProvider time;
    long last;

    IdleTimeout(ConnectionContext connection, TimeSpan limit, TimeProvider time) =>
        (this.connection, this.limit, this.time, last) = (connection, limit, time, time.GetTimestamp());

    /// <summary>True after the pending read was cancelled for silence: the session says what it has to say and closes.</summary>
    public bool HasExpired { get; private set; }

    public static IdleTimeout Watch(ConnectionContext connection, TimeSpan limit, TimeProvider time)
    {
        var watch = new IdleTimeout(connection, limit, time);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((IdleTimeout)state).Beat(), watch);
        return watch;
    }

    /// <summary>A message has come.</summary>
    public void Touch() => Volatile.Write(ref last, time.GetTimestamp());

    internal void Beat()
    {
        var silent = time.GetElapsedTime(Volatile.Read(ref last));
        if (silent < limit) return;
        if (!HasExpired)
        {
            HasExpired = true;
            connection.Transport.Input.CancelPendingRead();
        }
        else if (silent > limit + Grace)
        {
            connection.Abort(new ConnectionAbortedException("idle"));
        }
    }
}
