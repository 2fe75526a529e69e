using Microsoft.AspNetCore.Connections;

namespace ProtocolServer.Sip2;

/// <summary>One terminal's conversation.</summary>
public sealed class Sip2ConnectionHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            // The terminal left without a word.
        }
    }
}
