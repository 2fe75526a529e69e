using System.Collections.Frozen;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>
/// A library in any state: every command is decided by the real rules on readers and copies that dice have made, with texts that are hard
/// to write. Now and then it fails as a database fails.
/// </summary>
sealed class AnyLibrary : ILibrarySystem, ITerminalAccounts, IAgencyRegister
{
    static readonly FrozenDictionary<string, LibraryFile> Files = LibraryFiles.Load().OrThrow();
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);
    static readonly string Hash = PinHash.Create(Mutator.Secret, new byte[PinHash.SaltBytes], iterations: 1);
    static readonly FrozenDictionary<AgencyId, Agency> Agencies = Files.Select(AgencyOf).ToFrozenDictionary(agency => agency.Id);
    static readonly string[] Texts =
    [
        "Example title", "红楼梦", "Sagaen om isfolket – første bok", "a|b", "line\rbreak\n", "tab\tnul\0", "AY1AZ1234", "|", "", " ", "\uD800", "é\u0301",
        "\u2028\u0085", new('x', 300), new('王', 255), string.Concat(Enumerable.Repeat("😀", 128)), "Doe, Jane",
    ];

    readonly CountedIds ids = new();
    readonly Dice dice;

    public AnyLibrary(Dice dice) => this.dice = dice;

    public static IEnumerable<string> Libraries => Files.Keys;

    /// <summary>What rules or rendering threw.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Once the outcome was unknown, and the line must be closed without an answer.</summary>
    public bool HasLostAnOutcome { get; private set; }

    public async Task<ReadOnlyMemory<byte>> ExecuteAsync<TOutcome>(
        Command<TOutcome> command, CommandContext context, Func<TOutcome, Facts, ReadOnlyMemory<byte>> answer, CancellationToken cancel)
        where TOutcome : Outcome
    {
        switch (dice.Below(100))
        {
            case 0: throw new LibrarySystemException("The database did not answer.");
            case 1 when dice.Once(4):
                HasLostAnOutcome = true;
                throw new OutcomeUnknownException(new IOException());
        }
        await Task.CompletedTask;
        try
        {
            var agency = Agencies[context.Agency];
            var now = Snapshot(command.Needs, agency);
            var facts = new Facts
            {
                Now = Now, Agency = agency, Agencies = Agencies, Location = context.Location, Caller = context.Caller, Ids = ids,
                Pin = now.Reader is null || context.Pin is null ? PinCheck.NotGiven : dice.Of(Enum.GetValues<PinCheck>()),
            };
            return answer(dice.Once(20) && command.KeyConflict(now) is { } conflict ? conflict : command.Decide(now, facts).Outcome, facts);
        }
        catch (Exception fault)
        {
            Fault = fault;
            throw;
        }
    }

    public Task<TerminalAccount?> FindAsync(string login, CancellationToken cancel) => Task.FromResult(
        login.StartsWith(Mutator.Login, StringComparison.Ordinal) && login.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && FuzzedProfile.Of(login) is { } profile && Agencies.TryGetValue(new(login[Mutator.Login.Length..slash]), out var agency)
            ? Account(login, agency, profile.Profile.Name)
            : null);

    public Task<IReadOnlyList<TerminalAccount>> OfProfilesAsync(IReadOnlyCollection<string> profiles, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<TerminalAccount>>([.. FuzzedProfile.Doors.Where(door => profiles.Contains(door.Key))
            .Select(door => Account($"{Mutator.Login}door/{door.Key}", Agencies.Values[0], door.Key) with { Addresses = [new(door.Value, 32)] })]);

    TerminalAccount Account(string login, Agency agency, string profile) => new()
    {
        Login = new(login), Network = agency.Network, Agency = agency.Id, SecretHash = Hash, Profile = profile, Location = agency.MainLocation,
        Permissions = (Permissions)dice.Below(128),
    };

    public Task<IReadOnlyList<Agency>> LoadAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Agency>>([.. Agencies.Values]);

    // One network to a library, so that currencies never meet.
    static Agency AgencyOf(KeyValuePair<string, LibraryFile> file) =>
        new() { Network = new(file.Key), Id = new(file.Key), Name = "Library | of\r" + file.Key, Library = file.Value, Locations = ["MAIN", "EAST"] };

    Snapshot Snapshot(Needs needs, Agency agency)
    {
        var reader = needs.Card is { } card && !dice.Once(8) ? Reader(card, agency) : null;
        var item = needs.Item is { } barcode && !dice.Once(8) ? Item(barcode, agency, reader) : null;
        if (reader is not null && needs.Account) reader = reader with { Loans = Many(() => Loan(agency, reader)), Holds = Many(() => Hold(reader, null)), Charges = Many(() => Charge(agency)) };
        return new()
        {
            Reader = reader,
            Item = item,
            Title = needs.TitleQueue && !dice.Once(4) ? new(item?.Title ?? Title(), Many(() => Hold(dice.Once(2) ? reader : null, item)), dice.Below(3)) : null,
            WaitingForLoans = reader?.Loans.DistinctBy(loan => loan.Title).ToDictionary(loan => loan.Title, _ => dice.Below(2)) ?? [],
            LastActIsPaid = dice.Once(2),
            Copies = needs.Copies is null ? [] : Many(() => Item(new(Text()), agency, reader) with { Summary = dice.Once(2) ? Text() : null }),
            Request = needs.Request is { } number && !dice.Once(4) ? Hold(reader, item) with { Request = dice.Once(2) ? number : null, ShipTo = dice.Once(2) ? new("postal", Text(), Text(), null) : null } : null,
            KnownTitle = needs.TitleRecord && dice.Once(2) ? Title() : null,
            SamePerson = needs.Person is not null && dice.Once(4),
            AgencyExists = needs.Agency is not null && dice.Once(2),
            OldCards = needs.OldCards ? Many(() => new CardNumber(Text())) : [],
            Wallet = needs.Wallet && reader is not null ? Wallet(agency, reader) : null,
            DepositMinor = needs.Deposit && dice.Once(3) ? 500 : 0,
        };
    }

    PrepaidWallet Wallet(Agency agency, Reader reader)
    {
        var held = dice.Once(3) ? MoneyHold(agency, reader) : null;
        return new()
        {
            Posted = new(dice.Below(5_000), agency.Library.Currency), Held = held?.Amount ?? Money.Zero(agency.Library.Currency), RegisteredAt = Moment(),
            AuthorisedAt = dice.Once(4) ? null : Moment(), ClosedAt = dice.Once(20) ? Moment() : null, Holds = held is null ? [] : [held],
        };
    }

    MoneyHold MoneyHold(Agency agency, Reader reader) => new()
    {
        Id = new(ids.Next()), Reader = reader.Id, Terminal = new("fuzz"), Reference = Text(), Purpose = Text(), Amount = new(1 + dice.Below(500), agency.Library.Currency),
        PlacedAt = Moment(), ExpiresAt = Moment(),
    };

    Reader Reader(CardNumber number, Agency agency) => new()
    {
        Id = new(ids.Next()),
        Card = new()
        {
            Number = number, IssuedBy = agency.Id, State = dice.Once(3) ? dice.Of(Enum.GetValues<CardState>()) : CardState.Active,
            ValidUntil = dice.Once(3) ? Day(400) : null,
            Block = dice.Once(8) ? new(new(Text()), Moment(), Text(), dice.Once(2)) : null,
        },
        Home = agency.Id, Category = Text(), Level = dice.Once(2) ? Text() : null, Name = Text(), Language = dice.Of("zh", "lv", "nb", "hu", "en", "xx", null),
        BirthDate = dice.Once(2) ? Day(20_000) : null, Addresses = ReaderAddress.Usual(Text(), Text(), Text()).AddRange(Many(() => new ReaderAddress(Text(), dice.Of("postal", "street", "mailto", "sms", "https"), Text()))), PinFailures = dice.Below(3),
        Memberships = [new(agency.Id, dice.Once(4) ? dice.Of(Enum.GetValues<MembershipState>()) : MembershipState.Active)],
    };

    Item Item(Barcode barcode, Agency agency, Reader? reader)
    {
        var item = new Item
        {
            Id = new(ids.Next()), Barcode = barcode, Owner = agency.Id, Title = Title(), Kind = dice.Of("book", "reference", "audio-tape", Text()),
            PermanentLocation = "MAIN", CurrentLocation = dice.Of("MAIN", "EAST", Text()),
            Status = dice.Once(3) ? dice.Of(Enum.GetValues<ItemStatus>()) : ItemStatus.Available, Properties = Text(), CallNumber = Text(), Collection = Text(),
            IsMagnetic = dice.Once(4), CopyNumber = dice.Once(3) ? Text() : null, Part = dice.Once(3) ? Text() : null, Pieces = dice.Once(3) ? 1 + dice.Below(9) : null,
            Restrictions = dice.Once(4) ? [UseRestrictions.All[dice.Below(UseRestrictions.All.Length)]] : [],
        };
        item = item with { Queue = Many(() => Hold(dice.Once(2) ? reader : null, item)) };
        if (dice.Once(2)) item = item with { Loan = Loan(agency, dice.Once(2) ? reader : null, item) };
        if (dice.Once(2))
            item = item with
            {
                LastAct = new()
                {
                    Kind = dice.Of(Enum.GetValues<ItemActKind>()), At = Moment(), Loan = item.Loan?.Id, Reader = reader?.Id, Terminal = new("fuzz"),
                    LocationBefore = "MAIN", StatusBefore = ItemStatus.Available, DueBefore = dice.Once(2) ? Moment() : null,
                    FineMinor = dice.Once(2) ? dice.Below(500) : null, Entries = dice.Once(2) ? [ids.Next()] : [],
                    HoldsBefore = [.. item.Queue.Select(HoldBefore.Of)],
                },
            };
        return dice.Once(2) ? item : item with { History = new(Many(() => new PastLoan(Loan(agency, reader, item), Moment(), dice.Once(2) ? ids.Next() : null)), Many(Moment)) };
    }

    Loan Loan(Agency agency, Reader? reader, Item? item = null) => new()
    {
        Id = new(ids.Next()), Item = item?.Id ?? new(ids.Next()), Barcode = item?.Barcode ?? new(Text()), TitleName = item?.Title.Name ?? Text(),
        Title = item?.Title.Id ?? new(ids.Next()), ItemKind = "book", Reader = reader?.Id ?? new(ids.Next()), Card = reader?.Card.Number ?? new(Text()),
        Agency = agency.Id, CheckedOutAt = Moment(), DueAt = Moment(), Renewals = dice.Below(4), RecalledAt = dice.Once(5) ? Moment() : null,
        ClaimedReturned = dice.Once(8), Borrower = dice.Once(4) ? null : new(Text(), null, "zh"),
    };

    Hold Hold(Reader? reader, Item? item)
    {
        var state = dice.Of(HoldState.Waiting, HoldState.Waiting, HoldState.InTransit, HoldState.Ready);
        return new()
        {
            Id = new(ids.Next()), Reader = reader?.Id ?? new(ids.Next()), Card = reader?.Card.Number ?? new(Text()), Title = item?.Title.Id ?? new(ids.Next()),
            TitleName = Text(), Scope = dice.Of(Enum.GetValues<HoldScope>()), Item = item?.Id, PickupLocation = dice.Of("MAIN", "EAST", Text()), PlacedAt = Moment(),
            ExpiresAt = dice.Once(2) ? Moment() : null, State = state, CapturedItem = state is HoldState.Waiting ? null : item?.Id ?? new(ids.Next()),
            CapturedBarcode = dice.Once(2) ? new(Text()) : null, ShelfUntil = state is HoldState.Ready ? Moment() : null, ReaderName = Text(),
        };
    }

    Charge Charge(Agency agency) => new()
    {
        Id = new(ids.Next()), Number = dice.Below(int.MaxValue), Agency = agency.Id, FeeType = dice.Of("01", "04", "07"),
        Remaining = new(1 + dice.Length(1_000_000_000), agency.Library.Currency), AssessedAt = Moment(), TitleName = dice.Once(2) ? Text() : null,
    };

    Title Title() => new(new(ids.Next()), Text(), Text(), dice.Once(2) ? Text() : null, "001") { Resource = dice.Once(3) ? Text() : null };

    System.Collections.Immutable.ImmutableArray<T> Many<T>(Func<T> one) => [.. Enumerable.Range(0, dice.Once(60) ? 100 : dice.Length(6)).Select(_ => one())];

    string Text() => dice.Of(Texts);

    DateTimeOffset Moment() => Now.AddMinutes(dice.Below(400_000) - 200_000);

    DateOnly Day(int range) => DateOnly.FromDateTime(Now.UtcDateTime).AddDays(dice.Below(range) - range * 3 / 4);
}
