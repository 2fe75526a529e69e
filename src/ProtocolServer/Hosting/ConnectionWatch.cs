using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ProtocolServer.Hosting;

/// <summary>Which of its time limits a connection has reached.</summary>
public enum Overdue
{
    None,

    /// <summary>Nobody has logged in since the connection was opened.</summary>
    LogIn,

    /// <summary>Nothing was said for too long.</summary>
    Silence,

    /// <summary>The peer does not take its answers.</summary>
    Answer,
}

/// <summary>
/// Ends a connection on which nobody logs in, nothing is said, or no answer is taken for too long. It rides on Kestrel's heartbeat (one a
/// second for all connections), so ten thousand silent terminals need no timer of their own.
/// </summary>
public sealed class ConnectionWatch
{
    /// <summary>What is at work still when its limit is reached gets this much longer, then the connection is cut.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    readonly ConnectionContext connection;
    readonly LimitOptions limits;
    readonly TimeProvider time;
    readonly long opened;
    long last;
    long writingSince;
    volatile bool isKnown;

    ConnectionWatch(ConnectionContext connection, LimitOptions limits, TimeProvider time)
    {
        (this.connection, this.limits, this.time) = (connection, limits, time);
        last = opened = time.GetTimestamp();
    }

    /// <summary>Set after the pending read was cancelled or the line cut: the session says what it has to say and closes.</summary>
    public Overdue Overdue { get; private set; }

    public static ConnectionWatch Of(ConnectionContext connection, LimitOptions limits, TimeProvider time)
    {
        var watch = new ConnectionWatch(connection, limits, time);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((ConnectionWatch)state).Beat(), watch);
        return watch;
    }

    /// <summary>A message has come.</summary>
    public void Touch() => Volatile.Write(ref last, time.GetTimestamp());

    /// <summary>
    /// It is known who the peer is. Until then the time runs from the opening of the connection, and no message extends it: who only
    /// asks for the status is not kept.
    /// </summary>
    public void LoggedIn() => isKnown = true;

    /// <summary>An answer goes out; <see cref="Written"/> when the network has taken it.</summary>
    public void Writing() => Volatile.Write(ref writingSince, time.GetTimestamp());

    public void Written() => Volatile.Write(ref writingSince, 0);

    internal void Beat()
    {
        if (Volatile.Read(ref writingSince) is not 0 and var since && time.GetElapsedTime(since) >= TimeSpan.FromSeconds(limits.WriteTimeoutSeconds))
        {
            Overdue = Overdue.Answer;
            connection.Abort(new ConnectionAbortedException("the answers are not taken"));
            return;
        }
        var unknownFor = isKnown ? TimeSpan.Zero : time.GetElapsedTime(opened) - TimeSpan.FromSeconds(limits.LogInTimeoutSeconds);
        var silentFor = time.GetElapsedTime(Volatile.Read(ref last)) - TimeSpan.FromSeconds(limits.IdleTimeoutSeconds);
        var over = isKnown || silentFor > unknownFor ? silentFor : unknownFor;
        if (over < TimeSpan.Zero) return;
        if (Overdue is Overdue.None)
        {
            Overdue = over == silentFor ? Overdue.Silence : Overdue.LogIn;
            connection.Transport.Input.CancelPendingRead();
        }
        else if (over > Grace)
        {
            connection.Abort(new ConnectionAbortedException(Overdue.ToString()));
        }
    }
}
