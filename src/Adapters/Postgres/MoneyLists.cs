using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Looks at money that need no decision: what a reader owes and why, what lies in which machine, what staff should look at.</summary>
public sealed class MoneyLists(Database database, TimeProvider time)
{
    static readonly TimeSpan FindingsAge = TimeSpan.FromDays(31);

    /// <summary>Charges of a card's reader with everything that was posted to them, the oldest first.</summary>
    /// <param name="settled">Those with nothing left as well.</param>
    public async Task<ImmutableArray<ChargeHistory>> ChargesAsync(NetworkId network, CardNumber card, bool settled, CancellationToken cancel)
    {
        var lines = await database.ManyAsync("list_charges", static row => new ChargeLine(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.Instant(3), row.IsDBNull(4) ? null : row.Instant(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7),
            new(row.Instant(8), row.GetString(9), row.TextOrNull(10), row.TextOrNull(11), row.GetGuid(12), new(row.GetInt64(13), Currency.Parse(row.GetString(14))), row.TextOrNull(15),
                row.TextOrNull(16))), cancel,
            network.Value, card.Value, settled);
        return [.. lines.GroupBy(line => line.Number).Select(of => new ChargeHistory(of.First(), [.. of.Select(line => line.Entry)]))];
    }

    /// <summary>Machines and programs of an agency that hold cash, and what is in them by the books.</summary>
    public async Task<ImmutableArray<VaultContent>> VaultsAsync(NetworkId network, AgencyId agency, CancellationToken cancel)
    {
        var vaults = await database.ManyAsync("list_vaults", static row =>
        {
            var currency = Currency.Parse(row.GetString(3));
            return new VaultContent(row.GetString(0), row.GetString(1), row.GetString(2), new(row.GetInt64(4), currency), row.IsDBNull(5) ? null : row.Instant(5), new(row.GetInt64(6), currency), []);
        }, cancel, network.Value, agency.Value);
        var counted = ImmutableArray.CreateBuilder<VaultContent>(vaults.Length);
        foreach (var vault in vaults)
            counted.Add(vault with { Pieces = await database.ManyAsync("load_vault_pieces", CashRows.Piece, cancel, network.Value, vault.Terminal) });
        return counted.MoveToImmutable();
    }

    /// <summary>What staff should look at, the latest first: books, counts, slips, payments that came twice or late.</summary>
    public Task<ImmutableArray<MoneyFinding>> FindingsAsync(NetworkId network, AgencyId agency, int most, CancellationToken cancel) => database.ManyAsync(
        "list_findings", static row => new MoneyFinding(row.GetString(0), row.Instant(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4))
        {
            Amount = row.TextOrNull(6) is { } code && Currency.TryParse(code, out var currency) ? new(row.GetInt64(5), currency) : null,
        }, cancel,
        network.Value, agency.Value, time.GetUtcNow() - FindingsAge, most);
}

/// <param name="Title">What it is for: a copy's title, or the words of whoever charged it.</param>
public sealed record ChargeLine(
    long Number, string Agency, string FeeType, DateTimeOffset AssessedAt, DateTimeOffset? SettledAt, string? Barcode, string? Title, string? Reference, ChargeEntry Entry);

/// <param name="Source">The number of whoever asked for it.</param>
/// <param name="Amount">Above zero: more is owed; below: less.</param>
/// <param name="Operator">Who decided it, where a person did.</param>
/// <param name="Note">Why.</param>
public sealed record ChargeEntry(DateTimeOffset At, string Reason, string? Terminal, string? Source, Guid Entry, Money Amount, string? Operator, string? Note);

public sealed record ChargeHistory(ChargeLine Charge, ImmutableArray<ChargeEntry> Entries)
{
    public Money Open => Entries.Aggregate(Money.Zero(Entries[0].Amount.Currency), static (sum, entry) => sum + entry.Amount);
}

/// <param name="Kind">For people: cash, desk, or the name of a program.</param>
/// <param name="Unassigned">What of it is nobody's yet.</param>
public sealed record VaultContent(
    string Terminal, string Kind, string Location, Money Amount, DateTimeOffset? EmptiedAt, Money Unassigned, ImmutableArray<CashPiece> Pieces);

/// <param name="Kind"><c>books</c>, <c>repeat</c>, <c>slip</c>, <c>count</c>, <c>contradiction</c>, <c>online-payment</c>.</param>
/// <param name="Detail">Of a count the notes and coins, of a slip its number.</param>
public sealed record MoneyFinding(string Kind, DateTimeOffset At, string? Where, string? What, string? Detail)
{
    /// <summary>Of a count what was too much, below zero too little.</summary>
    public Money? Amount { get; init; }
}
