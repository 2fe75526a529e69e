using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ProtocolServer.Sip2;

/// <summary>Begins a session on a new connection and ends it with the connection; a stopping server lets the answer in hand go out.</summary>
sealed class Sip2ConnectionHandler(Sip2Services services) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested;
        await using var drain = (stopping ?? CancellationToken.None).Register(
            static state => ((ConnectionContext)state!).Transport.Input.CancelPendingRead(), connection);
        try
        {
            await new Sip2Session(services, connection).RunAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            // The terminal has hung up.
        }
    }
}
