using System.CommandLine;
using ProtocolServer.Hosting;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver serve</c>: starts everything, prints <c>ready</c>, runs until Ctrl-C or SIGTERM.</summary>
static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Starts the server; Ctrl-C stops it.").WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var server = await RunningServer.StartAsync(asked.Settings(), Console.Out, TimeProvider.System, cancel: cancel);
            await server.WaitForStopAsync(cancel);
            return CommandLine.Done;
        });
        return command;
    }
}
