using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Domain.Ports;

/// <summary>Accounts of terminals, read at every log-in so that a change needs no restart.</summary>
public interface ITerminalAccounts
{
    Task<TerminalAccount?> FindAsync(string login, CancellationToken cancel);
}

/// <summary>The agencies of every network, with the library files they work by.</summary>
public interface IAgencyRegister
{
    Task<IReadOnlyList<Agency>> LoadAsync(CancellationToken cancel);
}
