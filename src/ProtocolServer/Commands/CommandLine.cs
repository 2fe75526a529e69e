using System.CommandLine;
using ProtocolServer.Adapters;

namespace ProtocolServer.Commands;

/// <summary>What is the same for every command: Ctrl-C, how errors are shown, exit codes.</summary>
static class CommandLine
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The command ran and its answer is no: a check failed, a load was refused.</summary>
    public const int Failed = 1;

    /// <summary>It could not be run: a wrong setting, a port in use, no database. The message says what to do.</summary>
    public const int Unable = 2;

    /// <summary>A fault of the program.</summary>
    public const int Fault = 70;

    /// <summary>Ended by Ctrl-C or SIGTERM before it was done.</summary>
    public const int Cancelled = 130;

    /// <summary>
    /// Time after Ctrl-C or SIGTERM in which a command ends by itself; then the process ends it. An embedded cluster that is stopped may need most of it.
    /// </summary>
    static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(90);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var asked = root.Parse(args);
        try
        {
            return await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndLimit });
        }
        catch (SetupException unable)
        {
            await Console.Error.WriteLineAsync(unable.Message);
            return Unable;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"{fault}\nThis is a fault of the program. Please report it with the lines above and those in DATA/logs.");
            return Fault;
        }
    }
}
