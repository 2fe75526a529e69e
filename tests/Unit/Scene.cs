using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Unit;

/// <summary>A library, a reader, a copy: what a decision needs, by one of the real library files.</summary>
sealed class Scene(string library = "hefei")
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 4, 0, 0, TimeSpan.Zero); // a Monday noon in Hefei

    static readonly FrozenDictionary<string, LibraryFile> Files = LibraryFiles.Load().OrThrow();

    public LibraryFile Library { get; init; } = Files[library];

    public DateTimeOffset Now { get; init; } = Noon;

    public Permissions May { get; init; } = Permissions.Pay | Permissions.Block | Permissions.UpdateItem;

    public PinCheck Pin { get; init; } = PinCheck.NotGiven;

    public Facts Facts
    {
        get
        {
            var here = new Agency { Network = new("n"), Id = new("HERE"), Name = "Here", Library = Library, Locations = ["HALL", "NIGHT"] };
            var there = here with { Id = new("THERE"), Name = "There", Locations = ["FAR"] };
            return new()
            {
                Now = Now, Agency = here, Location = "HALL", Ids = new CountedIds(), Pin = Pin, Caller = new(new("sc1"), May),
                Agencies = new[] { here, there }.ToFrozenDictionary(agency => agency.Id),
            };
        }
    }

    public static Title Title { get; } = new(new(Id(900)), "t1", "红楼梦", "曹雪芹", "001");

    public static Reader Reader(int number = 1, CardState state = CardState.Active) => new()
    {
        Id = new(Id(number)), Home = new("HERE"), Category = "adult", Name = "王芳", Language = "zh",
        Card = new() { Number = new($"c{number}"), IssuedBy = new("HERE"), State = state },
        Memberships = [new(new("HERE"), MembershipState.Active)],
    };

    public static Item Item(int number = 1, string kind = "book") => new()
    {
        Id = new(Id(100 + number)), Barcode = new($"b{number}"), Owner = new("HERE"), Title = Title, Kind = kind,
        PermanentLocation = "HALL", CurrentLocation = "HALL", Status = ItemStatus.Available,
    };

    public static Loan Loan(int number, Reader reader, DateTimeOffset due, int renewals = 0) => new()
    {
        Id = new(Id(200 + number)), Item = new(Id(100 + number)), Barcode = new($"b{number}"), TitleName = Title.Name, Title = Title.Id,
        RecordNumber = "t1", ItemKind = "book", Reader = reader.Id, Card = reader.Card.Number, Agency = new("HERE"),
        CheckedOutAt = due.AddDays(-30), DueAt = due, Renewals = renewals, Borrower = new(reader.Category, reader.Level, reader.Language),
    };

    public static Hold Hold(int number, Reader reader, HoldState state = HoldState.Waiting, Item? captured = null, string pickup = "HALL") => new()
    {
        Id = new(Id(300 + number)), Reader = reader.Id, Card = reader.Card.Number, Title = Title.Id, Scope = HoldScope.AnyCopy,
        PickupLocation = pickup, PlacedAt = Noon.AddDays(-number), State = state, CapturedItem = captured?.Id,
    };

    public Charge Charge(int number, long minor, string feeType = FeeTypes.Overdue) => new()
    {
        Id = new(Id(400 + number)), Number = number, Agency = new("HERE"), FeeType = feeType,
        Remaining = new(minor, Library.Currency), AssessedAt = Noon.AddDays(number - 100),
    };

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
