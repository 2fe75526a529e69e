using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary>Where a command's answer goes and where it shows how far it is: a pipe gets the answer alone, without colours and without an edge at which lines are broken.</summary>
static class Screens
{
    const int WithoutEdge = 1000;

    public static IAnsiConsole Answer => Of(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Progress => Of(Console.Error, Console.IsErrorRedirected);

    static IAnsiConsole Of(TextWriter to, bool isRedirected)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(to),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = WithoutEdge;
        return console;
    }
}
