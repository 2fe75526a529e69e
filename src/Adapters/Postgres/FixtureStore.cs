using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>How far a load has come, in secrets hashed and tables written.</summary>
public readonly record struct FixtureProgress(NetworkId Network, int Done, int Total);

/// <summary>What a load did.</summary>
/// <param name="AlreadyThere">The network was in the database before, and nothing was changed.</param>
public sealed record FixtureLoaded(NetworkId Network, bool AlreadyThere, int Readers = 0, int Items = 0, int Loans = 0, int Holds = 0, int Charges = 0);

/// <summary>
/// Writes fixtures into the database, a network in one transaction: all of it or nothing. A network that is there already is left as
/// it is, so that a load can be repeated after a crash.
/// </summary>
/// <param name="iterations">Of the secrets' hash; fewer only in tests.</param>
public sealed class FixtureStore(Database database, IIdSource ids, int iterations = PinHash.Iterations)
{
    const int Tables = 17;

    /// <exception cref="SetupException">An agency or terminal of the fixture belongs to another network of this database.</exception>
    public async Task<FixtureLoaded> LoadAsync(
        Fixture fixture, DateTimeOffset now, IProgress<FixtureProgress>? progress = null, CancellationToken cancel = default)
    {
        if (await IsThereAsync(fixture.Network, cancel)) return new(fixture.Network, AlreadyThere: true);
        var steps = new Steps(fixture, progress);
        var hashes = await Task.Run(() => Hashes(fixture, steps, cancel), cancel);

        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        try
        {
            await using var claim = new NpgsqlCommand("insert into network (network_id) values ($1) on conflict do nothing", connection, transaction);
            claim.Parameters.Add(new() { Value = fixture.Network.Value });
            if (await claim.ExecuteNonQueryAsync(cancel) == 0) return new(fixture.Network, AlreadyThere: true);
            foreach (var (table, rows) in new FixtureRows(fixture, ids, hashes, now).All())
            {
                await table.WriteAsync(connection, rows, cancel);
                steps.Done();
            }

            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new SetupException(
                $"Network {fixture.Network} was not loaded: {taken.TableName} {taken.ConstraintName} is taken by another network of this database. "
                + "Agency ids and terminal logins are unique on the whole server; choose others.", taken);
        }

        return new(fixture.Network, AlreadyThere: false, fixture.Readers.Length, fixture.Items.Length, fixture.Loans.Length, fixture.Holds.Length,
            fixture.Charges.Length);
    }

    /// <summary>Every agency of the database with its network.</summary>
    public async Task<IReadOnlySet<(NetworkId Network, AgencyId Agency)>> AgenciesAsync(CancellationToken cancel)
    {
        await using var ask = database.Source.CreateCommand("select network_id, agency_id from agency");
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        var agencies = new HashSet<(NetworkId, AgencyId)>();
        while (await rows.ReadAsync(cancel)) agencies.Add((new(rows.GetString(0)), new(rows.GetString(1))));
        return agencies;
    }

    async Task<bool> IsThereAsync(NetworkId network, CancellationToken cancel)
    {
        await using var ask = database.Source.CreateCommand("select exists (select from network where network_id = $1)");
        ask.Parameters.Add(new() { Value = network.Value });
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Hashes of all secrets by who has them; the slow part, on every core.</summary>
    ConcurrentDictionary<object, string> Hashes(Fixture fixture, Steps steps, CancellationToken cancel)
    {
        var secrets = fixture.Terminals.Select(t => (Owner: (object)t, t.Secret))
            .Concat(fixture.Partners.Where(p => p.Secret is not null).Select(p => (Owner: (object)p, Secret: p.Secret!)))
            .Concat(fixture.Partners.Where(p => p.Token is not null).Select(p => (Owner: (object)p.Place, Secret: p.Token!)))
            .Concat(fixture.Readers.Where(r => r.Pin is not null).Select(r => (Owner: (object)r, Secret: r.Pin!)));
        var hashes = new ConcurrentDictionary<object, string>(ReferenceEqualityComparer.Instance);
        Parallel.ForEach(secrets, new() { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, secret =>
        {
            hashes[secret.Owner] = PinHash.Create(secret.Secret, RandomNumberGenerator.GetBytes(PinHash.SaltBytes), iterations);
            steps.Done();
        });
        return hashes;
    }

    sealed class Steps(Fixture fixture, IProgress<FixtureProgress>? progress)
    {
        readonly int total = fixture.Terminals.Length + fixture.Partners.Sum(p => (p.Secret is null ? 0 : 1) + (p.Token is null ? 0 : 1)) + fixture.Readers.Count(r => r.Pin is not null) + Tables;
        int done;

        public void Done() => progress?.Report(new(fixture.Network, Interlocked.Increment(ref done), total));
    }
}

/// <summary>A fixture as rows, in the order in which the tables refer to each other.</summary>
sealed class FixtureRows(Fixture fixture, IIdSource ids, IReadOnlyDictionary<object, string> hashes, DateTimeOffset now)
{
    readonly string network = fixture.Network.Value;
    readonly Dictionary<string, (Guid Id, FixtureTitle Title)> titles = fixture.Titles.ToDictionary(t => t.Record, t => (ids.Next(), t), StringComparer.Ordinal);
    readonly Dictionary<Barcode, (Guid Id, FixtureItem Item)> items = fixture.Items.ToDictionary(i => i.Barcode, i => (ids.Next(), i));
    readonly (Guid Id, FixtureReader Reader)[] readers = [.. fixture.Readers.Select(r => (ids.Next(), r))];
    readonly (Guid Id, FixtureCharge Charge)[] charges = [.. fixture.Charges.Select(c => (ids.Next(), c))];

    Dictionary<CardNumber, Guid> Owners => field ??= readers.SelectMany(r => r.Reader.Cards.Select(c => (c.Number, r.Id))).ToDictionary();

    public IEnumerable<(CopyTable Table, IEnumerable<object?[]> Rows)> All()
    {
        var entries = charges.SelectMany(c => Entries(c.Id, c.Charge)).Concat(fixture.Wallets.Where(w => w.Balance.IsPositive).Select(Opening)).ToArray();
        return
        [
            (FixtureTables.Agency, fixture.Agencies.Select(a => Row(a.Id.Value, a.Name, a.Library.Id, a.Profiles.ToArray()))),
            (FixtureTables.AgencyAddress, fixture.Agencies.SelectMany(a => a.Addresses.Distinct().Select(d => Row(a.Id.Value, d.Role, d.Kind, d.Data)))),
            (FixtureTables.Location, fixture.Agencies.SelectMany(a => a.Locations.Select((l, position) => Row(l.Code, a.Id.Value, l.Name, position)))),
            (FixtureTables.Terminal, fixture.Terminals.Select(Terminal)),
            (FixtureTables.Partner, fixture.Partners.Select(Partner)),
            (FixtureTables.Webhook, fixture.Webhooks.Select(w => Row(
                w.Id, w.Agency.Value, w.Agencies.Select(a => a.Value).ToArray(), w.Url.AbsoluteUri, w.Credentials, w.Subscriptions.ToArray(), Flags(w.Permissions), w.Hidden.ToArray()))),
            (FixtureTables.Reader, readers.Select(r => Reader(r.Id, r.Reader))),
            (FixtureTables.Card, readers.SelectMany(r => r.Reader.Cards.Select(c => Row(
                c.Number.Value, r.Id, r.Reader.Agency.Value, Words.Of(c.State), c.ValidUntil, c.SupersededBy?.Value, Utc(c.IssuedAt))))),
            (FixtureTables.Membership, readers.SelectMany(r => r.Reader.Memberships.Select(m => Row(
                r.Id, m.Agency.Value, Words.Of(m.State), Utc(r.Reader.Cards[0].IssuedAt))))),
            (FixtureTables.Title, titles.Values.Select(t => Row(t.Id, t.Title.Record, t.Title.Name, t.Title.Author, t.Title.Isbn, t.Title.MediaType, t.Title.Resource))),
            (FixtureTables.TitleSummary, titles.Values.SelectMany(t => t.Title.Summaries.Select(one => Row(t.Id, one.Agency.Value, one.Summary)))),
            (FixtureTables.Item, items.Values.Select(i => Item(i.Id, i.Item))),
            (FixtureTables.Loan, fixture.Loans.Select(Loan)),
            (FixtureTables.Hold, fixture.Holds.Select(Hold)),
            (FixtureTables.Charge, charges.Select(c => Charge(c.Id, c.Charge))),
            (FixtureTables.Wallet, fixture.Wallets.Select(w => Row(
                Owners[w.Card], w.Balance.Currency.Code, w.IsAuthorised ? Utc(now) : null, w.IsAuthorised ? "fixture" : null))),
            (FixtureTables.Entry, entries.Select(e => Row(e.Entry.Id, Utc(e.At), e.Entry.Reason, e.Agency.Value, e.Terminal?.Value, "fixture"))),
            (FixtureTables.Posting, entries.SelectMany(e => e.Entry.Postings.Select((p, line) => Row(
                e.Entry.Id, line, p.Account, p.Amount.AmountMinor, p.Amount.Currency.Code, p.Charge?.Value)))),
        ];
    }

    object?[] Row(params ReadOnlySpan<object?> values) => [network, .. values];

    object?[] Terminal(FixtureTerminal t) => Row(
        t.Login.Value, t.Agency.Value, hashes[t], t.Kind, t.Profile, t.Location, t.Agencies.ToArray(), Flags(t.Permissions),
        t.Addresses.Select(IPNetwork.Parse).ToArray(), t.Certificates.ToArray());

    object?[] Partner(FixturePartner p) => Row(
        p.Agency.Value, p.Id, p.Version, p.Transport, p.Secret is null ? null : hashes[p], p.Location, p.Agencies.ToArray(), p.Services.ToArray(),
        p.Hidden.ToArray(), Flags(p.Permissions), p.Addresses.Select(IPNetwork.Parse).ToArray(), Flags(p.Habits),
        p.Token is null ? null : hashes[p.Place], p.Certificates.ToArray(), p.Profiles.ToArray(), p.ItemKind, p.Category,
        p.Calls?.Reach.AbsoluteUri, p.Calls?.Credentials, p.Calls?.Subscriptions.ToArray() ?? [],
        p.Interlibrary is { } policy ? JsonSerializer.Serialize(policy, PolicyJson.Default.InterlibraryPolicy) : null,
        p.SignedWith, p.Brokers.ToArray());

    static string[] Flags<T>(T flags) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(flag => Convert.ToInt32(flag, CultureInfo.InvariantCulture) != 0 && flags.HasFlag(flag)).Select(Words.Of)];

    object?[] Reader(Guid id, FixtureReader r)
    {
        var (postal, mail, telephone) = r.Addresses.Shown;
        return Row(
            id, r.Agency.Value, r.Category, r.Level, r.Name, r.Language, r.BirthDate, postal, mail, telephone,
            r.Pin is null ? null : hashes[r], r.PinMustChange, Utc(r.Cards.Min(c => c.IssuedAt)), AddressJson.Of(r.Addresses, postal, mail, telephone));
    }

    object?[] Item(Guid id, FixtureItem i) => Row(
        id, i.Barcode.Value, i.Agency.Value, titles[i.Title].Id, i.Kind, i.Location, i.CurrentLocation, Words.Of(i.Status), i.Properties, i.CallNumber,
        i.Collection, i.IsMagnetic, i.SecurityMarker, i.Price?.AmountMinor, i.BoughtOn, i.CopyNumber, i.Part, i.Pieces,
        i.Restrictions.Remove(UseRestrictions.NotRenewable) is { IsEmpty: false } own ? own.ToArray() : null, i.Restrictions.Contains(UseRestrictions.NotRenewable));

    object?[] Loan(FixtureLoan l) => Row(
        ids.Next(), items[l.Item].Id, Owners[l.Card], l.Card.Value, l.Agency.Value, Utc(l.CheckedOutAt), Utc(l.DueAt), l.Renewals,
        l.RecalledAt is { } recalled ? Utc(recalled) : null, l.ClaimedReturned);

    object?[] Hold(FixtureHold h) => Row(
        ids.Next(), Owners[h.Card], h.Card.Value, h.Agency.Value, titles[h.Title].Id, (int)h.Scope, h.Item is { } item ? items[item].Id : null,
        h.Pickup, Utc(h.PlacedAt), h.ExpiresAt is { } expires ? Utc(expires) : null, Words.Of(h.State),
        h.Captured is { } captured ? items[captured].Id : null, h.ShelfUntil is { } shelf ? Utc(shelf) : null);

    object?[] Charge(Guid id, FixtureCharge c)
    {
        var about = c.Item is { } barcode ? items[barcode] : default;
        return Row(id, Owners[c.Card], c.Agency.Value, c.FeeType, about.Item is null ? null : about.Id, c.Item?.Value,
            about.Item is null ? null : titles[about.Item.Title].Title.Name, Utc(c.AssessedAt), c.Paid == c.Amount ? Utc(now) : null);
    }

    /// <summary>What was paid in before this ledger began.</summary>
    (LedgerEntry Entry, AgencyId Agency, DateTimeOffset At, TerminalId? Terminal) Opening(FixtureWallet w) =>
        (new(ids.Next(), "topped-up", new Posting(Accounts.Opening(w.Agency), w.Balance), new Posting(Accounts.Wallet(new(Owners[w.Card])), -w.Balance)), w.Agency, now, null);

    IEnumerable<(LedgerEntry Entry, AgencyId Agency, DateTimeOffset At, TerminalId? Terminal)> Entries(Guid id, FixtureCharge c)
    {
        var owed = Accounts.Receivable(new(Owners[c.Card]));
        yield return (new(ids.Next(), "assessed",
            new Posting(owed, c.Amount, new(id)), new Posting(Accounts.Income(c.Agency, c.FeeType), -c.Amount)), c.Agency, c.AssessedAt, null);
        if (c.PaidAt is { } terminal && c.Paid.IsPositive)
            yield return (new(ids.Next(), "paid",
                new Posting(Accounts.Cash(terminal), c.Paid), new Posting(owed, -c.Paid, new(id))), c.Agency, c.AssessedAt, terminal);
    }

    static DateTime Utc(DateTimeOffset instant) => instant.UtcDateTime;
}
