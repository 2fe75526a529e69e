using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Kernel;

/// <summary>A use case: what it needs to know, and what it decides. The same for every protocol.</summary>
public abstract record Command<TOutcome> where TOutcome : Outcome
{
    public abstract Needs Needs { get; }

    /// <summary>Money is replayed for ever and its refusals stick; anything else only while nothing else has happened.</summary>
    public virtual bool MovesMoney => false;

    /// <summary>The outcome where the sender used the key of another command; null where keys are made of the message itself.</summary>
    public virtual TOutcome? KeyConflict(Snapshot now) => null;

    /// <summary>Pure: the same snapshot and facts give the same decision.</summary>
    public abstract Decision<TOutcome> Decide(Snapshot now, Facts facts);
}

/// <summary>What a command wants loaded. One round trip fetches all of it.</summary>
public sealed record Needs
{
    public CardNumber? Card { get; init; }

    public Barcode? Item { get; init; }

    /// <summary>A title by record number or name, where no copy is named.</summary>
    public string? Title { get; init; }

    /// <summary>What is open on the reader's account: loans, holds and charges.</summary>
    public bool Account { get; init; }

    /// <summary>Streams and queues of everything the reader has on loan (renewals by title, renew all).</summary>
    public bool LoanQueues { get; init; }

    /// <summary>The title that has <see cref="Title"/> as its record number, and nothing more of it.</summary>
    public bool TitleRecord { get; init; }

    /// <summary>The works that have these ISBNs.</summary>
    public ImmutableArray<string> Isbns { get; init; } = [];

    /// <summary>Whether such a person has a card already.</summary>
    public PersonWanted? Person { get; init; }

    /// <summary>Whether an agency of any network has this id.</summary>
    public AgencyId? Agency { get; init; }

    /// <summary>Numbers of the cards that the reader's newest has replaced.</summary>
    public bool OldCards { get; init; }

    /// <summary>The title's queue with the number of copies on the shelf, for a hold.</summary>
    public bool TitleQueue { get; init; }

    /// <summary>The last act on the copy, for a cancel and for a return that comes twice.</summary>
    public bool LastAct { get; init; }

    /// <summary>The copy's recent past, for an act that was done off line.</summary>
    public bool History { get; init; }

    /// <summary>A page of copies with their loans and queues.</summary>
    public CopiesWanted? Copies { get; init; }

    /// <summary>A hold by the number of its request.</summary>
    public RequestNumber? Request { get; init; }

    /// <summary>A loan between libraries.</summary>
    public InterlibraryKey? Interlibrary { get; init; }

    /// <summary>How many loans with a partner are open.</summary>
    public InterlibraryCount? InterlibraryCount { get; init; }

    /// <summary>The reader's wallet with its open holds.</summary>
    public bool Wallet { get; init; }

    /// <summary>Of a wallet that is not there yet.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Money held under this number, ours or a machine's own.</summary>
    public string? MoneyHold { get; init; }

    /// <summary>What was spent under this number, ours or a machine's own.</summary>
    public string? Debit { get; init; }

    /// <summary>Whose card this chip is bound to.</summary>
    public string? Chip { get; init; }

    /// <summary>Whether this old copy card was transferred.</summary>
    public string? CopyCard { get; init; }

    /// <summary>What the reader has left as a deposit.</summary>
    public bool Deposit { get; init; }

    /// <summary>What lies in a machine by the books.</summary>
    public TerminalId? Vault { get; init; }

    /// <summary>Cash that a machine has kept, by the number on its slip.</summary>
    public (TerminalId Machine, string Reference)? Unassigned { get; init; }

    /// <summary>The last official receipt of this agency.</summary>
    public AgencyId? Receipt { get; init; }

    /// <summary>What the copy is worth.</summary>
    public bool Worth { get; init; }

    /// <summary>Overdue loans whose fines accrue.</summary>
    public OverdueWanted? Overdue { get; init; }

    /// <summary>What was begun to be paid over a gateway.</summary>
    public Guid? OnlinePayment { get; init; }

    /// <summary>What of the reader's top-ups over gateways is under way.</summary>
    public bool PendingTopUps { get; init; }

    /// <summary>The answer that an earlier command got.</summary>
    public CommandKey? Earlier { get; init; }

    /// <summary>Loans that have just become overdue.</summary>
    public NewlyOverdueWanted? NewlyOverdue { get; init; }

    /// <summary>Something that is to be told a reader.</summary>
    public Guid? Notice { get; init; }

    /// <summary>Whether anybody tells readers of this agency.</summary>
    public AgencyId? NoticesOf { get; init; }

    /// <summary>Versions of the streams, which a command that writes stands on.</summary>
    public bool Versions { get; init; } = true;
}

/// <summary>The stored state a decision is made on.</summary>
public sealed record Snapshot
{
    public Reader? Reader { get; init; }

    public Item? Item { get; init; }

    /// <summary>The title asked for, or the title of the copy asked for.</summary>
    public TitleQueue? Title { get; init; }

    /// <summary>Holds of others waiting for a title the reader has on loan; loaded with <see cref="Needs.LoanQueues"/>.</summary>
    public IReadOnlyDictionary<TitleId, int> WaitingForLoans { get; init; } = ImmutableDictionary<TitleId, int>.Empty;

    /// <summary>Copies asked for by <see cref="Needs.Copies"/>, by record number and barcode.</summary>
    public ImmutableArray<Item> Copies { get; init; } = [];

    /// <summary>What has a copy of all that <see cref="Needs.Copies"/> asks for, where it asks for several things.</summary>
    public ImmutableArray<CopyKnown> KnownCopies { get; init; } = [];

    /// <summary>The hold asked for by <see cref="Needs.Request"/>.</summary>
    public Hold? Request { get; init; }

    /// <summary>The works asked for by <see cref="Needs.Isbns"/>.</summary>
    public ImmutableArray<IsbnRecord> KnownIsbns { get; init; } = [];

    /// <summary>The title asked for by <see cref="Needs.TitleRecord"/>.</summary>
    public Title? KnownTitle { get; init; }

    /// <summary>A reader of the same name and date of birth has a card that is not withdrawn.</summary>
    public bool SamePerson { get; init; }

    /// <summary>The agency asked for by <see cref="Needs.Agency"/> exists, in this network or another.</summary>
    public bool AgencyExists { get; init; }

    /// <summary>Cards asked for by <see cref="Needs.OldCards"/>, newest first.</summary>
    public ImmutableArray<CardNumber> OldCards { get; init; } = [];

    /// <summary>The loan between libraries asked for by <see cref="Needs.Interlibrary"/>.</summary>
    public InterlibraryLoan? Interlibrary { get; init; }

    /// <summary>Open loans asked for by <see cref="Needs.InterlibraryCount"/>.</summary>
    public InterlibraryOpen OpenInterlibrary { get; init; } = InterlibraryOpen.None;

    /// <summary>Whether something was paid on a charge that the last act made.</summary>
    public bool LastActIsPaid { get; init; }

    /// <summary>Null where the reader is unknown.</summary>
    public PrepaidWallet? Wallet { get; init; }

    /// <summary>Holds that go by the number asked for.</summary>
    public ImmutableArray<MoneyHold> MoneyHolds { get; init; } = [];

    /// <summary>What was spent under the number asked for.</summary>
    public ImmutableArray<Debit> Debits { get; init; } = [];

    public ImmutableArray<Loan> Overdue { get; init; } = [];

    public long DepositMinor { get; init; }

    /// <summary>Whose machine, till or program the vault is; empty where there is none of that name.</summary>
    public ImmutableArray<AgencyId> VaultAgencies { get; init; } = [];

    public long VaultMinor { get; init; }

    public ImmutableArray<CashPiece> VaultPieces { get; init; } = [];

    public UnassignedCash? Unassigned { get; init; }

    public LastReceipt LastReceipt { get; init; }

    public Worth? Worth { get; init; }

    public ReaderId? ChipOwner { get; init; }

    public bool CopyCardIsUsed { get; init; }

    public OnlinePayment? OnlinePayment { get; init; }

    public long PendingTopUpsMinor { get; init; }

    /// <summary>Empty where the command asked for was never seen.</summary>
    public ReadOnlyMemory<byte> EarlierAnswer { get; init; }

    /// <summary>The notice asked for by <see cref="Needs.Notice"/>.</summary>
    public KeptNotice? Notice { get; init; }

    /// <summary>Somebody tells readers of the agency asked for by <see cref="Needs.NoticesOf"/>.</summary>
    public bool NoticesAreTaken { get; init; }

    /// <summary>Every stream the decision stands on, with the version it was read at.</summary>
    public ImmutableArray<StreamVersion> Streams { get; init; } = [];
}

/// <summary>A person, as far as two cards can be told to be hers.</summary>
public sealed record PersonWanted(string Name, DateOnly BirthDate);

/// <summary>A title with its queue and whether a copy stands on the shelf.</summary>
public sealed record TitleQueue(Title Title, ImmutableArray<Hold> Holds, int CopiesOnShelf);

/// <summary>A stream of the journal (<c>reader/ID</c>, <c>item/ID</c>, <c>title/ID</c>, <c>wallet/ID</c>, <c>interlibrary/ID</c> and others) and its last version.</summary>
public readonly record struct StreamVersion(string Stream, int Version);
