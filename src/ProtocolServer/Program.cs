using System.CommandLine;
using ProtocolServer.Commands;

// protocolserver COMMAND: each command is one file of Commands/.
var root = new RootCommand("Serves a library's machines over SIP2 and NCIP, on PostgreSQL.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    CheckCommand.Create(),
    Sip2Command.Create(),
    NcipCommand.Create(),
    BenchCommand.Create(),
    ConformanceCommand.Create(),
    LoadCommand.Create(),
    StaffCommand.Create(),
    InterlibraryCommand.Create(),
    OutboxCommand.Create(),
    WebhookCommand.Create(),
    LedgerCommand.Create(),
    JobsCommand.Create(),
    ApiKeyCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
