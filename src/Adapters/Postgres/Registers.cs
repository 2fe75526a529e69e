using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Terminal accounts in their table.</summary>
public sealed class TerminalAccounts(Database database) : ITerminalAccounts
{
    public Task<TerminalAccount?> FindAsync(string login, CancellationToken cancel) =>
        database.OneAsync("load_terminal", Account, cancel, login);

    public async Task<IReadOnlyList<TerminalAccount>> OfProfilesAsync(IReadOnlyCollection<string> profiles, CancellationToken cancel) =>
        await database.ManyAsync("load_terminals_of_profiles", Account, cancel, (object)profiles.ToArray());

    static TerminalAccount Account(NpgsqlDataReader row) => new()
    {
        Network = new(row.GetString(0)), Login = new(row.GetString(1)), Agency = new(row.GetString(2)), SecretHash = row.GetString(3),
        Profile = row.GetString(4), Location = row.GetString(5),
        Agencies = [.. row.GetFieldValue<string[]>(6).Select(agency => new AgencyId(agency))],
        Permissions = row.GetFieldValue<string[]>(7).Aggregate(Permissions.None, (all, word) => all | Words.Read<Permissions>(word)),
        Addresses = [.. row.GetFieldValue<IPNetwork[]>(8)],
        IsEnabled = row.GetBoolean(9), Certificates = [.. row.GetFieldValue<string[]>(10)],
    };
}

/// <summary>Agencies and their places; each works by one of the library files.</summary>
public sealed class AgencyRegister(Database database, IReadOnlyDictionary<string, LibraryFile> libraries) : IAgencyRegister
{
    /// <exception cref="SetupException">An agency works by a library file that is not there.</exception>
    public async Task<IReadOnlyList<Agency>> LoadAsync(CancellationToken cancel) =>
        await database.ManyAsync("load_agencies", Agency, cancel);

    Agency Agency(NpgsqlDataReader row)
    {
        var (id, library) = (row.GetString(1), row.GetString(3));
        return new()
        {
            Network = new(row.GetString(0)), Id = new(id), Name = row.GetString(2),
            Library = libraries.GetValueOrDefault(library) ?? throw new SetupException(
                $"Agency {id} works by the library file '{library}', which is not there. Known are: {string.Join(", ", libraries.Keys)}."),
            Locations = [.. row.GetFieldValue<string[]>(4)], LocationNames = [.. row.GetFieldValue<string[]>(5)],
            Profiles = [.. row.GetFieldValue<string[]>(6)],
            Addresses = [.. row.GetFieldValue<string[]>(7).Zip(row.GetFieldValue<string[]>(8), row.GetFieldValue<string[]>(9)).Select(a => new AgencyAddress(a.First, a.Second, a.Third))],
        };
    }
}

/// <summary>Partners in their table.</summary>
public sealed class PartnerRegister(Database database) : IPartnerRegister
{
    public async Task<IReadOnlyList<Partner>> LoadAsync(CancellationToken cancel) =>
        await database.ManyAsync("load_partners", Partner, cancel);

    static Partner Partner(NpgsqlDataReader row) => new()
    {
        Network = new(row.GetString(0)), Agency = new(row.GetString(1)), Id = new(row.GetString(2)), Version = row.GetString(3),
        Transport = row.GetString(4), SecretHash = row.TextOrNull(5), Location = row.TextOrNull(6),
        Agencies = [.. row.GetFieldValue<string[]>(7).Select(agency => new AgencyId(agency))],
        Services = [.. row.GetFieldValue<string[]>(8)], Hidden = [.. row.GetFieldValue<string[]>(9)],
        Permissions = row.GetFieldValue<string[]>(10).Aggregate(Permissions.None, (all, word) => all | Words.Read<Permissions>(word)),
        Addresses = [.. row.GetFieldValue<IPNetwork[]>(11)],
        Habits = row.GetFieldValue<string[]>(12).Aggregate(PartnerHabits.None, (all, word) => all | Words.Read<PartnerHabits>(word)),
        IsEnabled = row.GetBoolean(13), TokenHash = row.TextOrNull(14), Certificates = [.. row.GetFieldValue<string[]>(15)],
        Profiles = [.. row.GetFieldValue<string[]>(16)], ItemKind = row.TextOrNull(17), Category = row.TextOrNull(18),
        Reach = row.TextOrNull(19) is { } reach && Uri.TryCreate(reach, UriKind.Absolute, out var address) ? address : null,
        Credentials = row.TextOrNull(20), Subscriptions = [.. row.GetFieldValue<string[]>(21)],
        Interlibrary = row.TextOrNull(22) is { } policy ? JsonSerializer.Deserialize(policy, PolicyJson.Default.InterlibraryPolicy) : null,
        SignedWith = row.TextOrNull(23), Brokers = [.. row.GetFieldValue<string[]>(24).Select(broker => new AgencyId(broker))],
    };
}
