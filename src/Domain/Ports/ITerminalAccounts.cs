using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Domain.Ports;

/// <summary>Accounts of terminals, read at every log-in so that a change needs no restart.</summary>
public interface ITerminalAccounts
{
    Task<TerminalAccount?> FindAsync(string login, CancellationToken cancel);

    /// <summary>Accounts of these profiles that have an address or a certificate: their terminals are known before they say anything.</summary>
    Task<IReadOnlyList<TerminalAccount>> OfProfilesAsync(IReadOnlyCollection<string> profiles, CancellationToken cancel);
}

/// <summary>The agencies of every network, with the library files they work by.</summary>
public interface IAgencyRegister
{
    Task<IReadOnlyList<Agency>> LoadAsync(CancellationToken cancel);
}
