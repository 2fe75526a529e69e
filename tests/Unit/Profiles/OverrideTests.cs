using System.Collections.Immutable;
using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Domain.Wallet;
using Xunit;
using static ProtocolServer.Tests.Unit.Profiles.ProfileKit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary><c>rules</c> of a profile: each refusal that may be overridden holds without the override and not with it; when a PIN must come.</summary>
public sealed class OverrideTests
{
    static readonly Reader Reader = Scene.Reader();
    static readonly Item Item = Scene.Item();
    static readonly CheckOut Borrow = new(Reader.Card.Number, Item.Barcode);
    static readonly Renew Prolong = new(Reader.Card.Number, Item.Barcode);
    static readonly PlaceHold Ask = new(new(Reader.Card.Number, null, "t1"));

    public static TheoryData<string> Codes => [.. TerminalRules.Overridable];

    [Theory, MemberData(nameof(Codes))]
    public void What_is_overridden_here_is_refused_everywhere_else(string code)
    {
        var refused = CaseOf(code);
        refused("").Should().Be(code);
        refused($"rules: {{overrides: [{code}]}}").Should().BeNull();
        // One override opens one door.
        refused($"rules: {{overrides: [{(code == "hold-limit" ? "loan-limit" : "hold-limit")}]}}").Should().Be(code);
    }

    static Func<string, string?> CaseOf(string code)
    {
        var soon = Scene.Noon.AddDays(5);
        return code switch
        {
            "loan-limit" => Borrows(Reader with { Loans = [.. Enumerable.Range(2, 5).Select(n => Scene.Loan(n, Reader, soon))] }),
            "overdue-items" => Borrows(Reader with { Loans = [Scene.Loan(2, Reader, Scene.Noon.AddDays(-1))] }, blocks: new() { OverdueItems = 1 }),
            "renewals-spent" => Borrows(Reader with { Loans = [Scene.Loan(2, Reader, soon, renewals: 3)] }, blocks: new() { RenewalsSpent = 3 }),
            "claims-returned" => Borrows(Reader with { Loans = [Scene.Loan(2, Reader, soon) with { ClaimedReturned = true }] }, blocks: new() { ClaimedReturned = 1 }),
            "items-lost" => Borrows(Owing(FeeTypes.Replacement), blocks: new() { LostItems = 1 }),
            "items-billed" => Borrows(Owing(FeeTypes.Damage), blocks: new() { BilledItems = 1 }),
            "fines-owed" => Borrows(Owing(FeeTypes.Overdue), blocks: new() { FinesMinor = 1 }),
            "fees-owed" => Borrows(Owing(FeeTypes.Rental), blocks: new() { FeesMinor = 1 }),
            "recalls-overdue" => Borrows(Reader with { Loans = [Scene.Loan(2, Reader, Scene.Noon.AddDays(-1)) with { RecalledAt = Scene.Noon.AddDays(-9) }] }, blocks: new() { RecallsOverdue = 1 }),
            "on-hold-shelf" => Borrows(Reader, Item with { Queue = [Scene.Hold(1, Scene.Reader(2), HoldState.Ready, Item)] }),
            "item-not-available" => Borrows(Reader, Item with { Status = ItemStatus.InProcess }),
            "renewal-overdue" => Prolongs(Scene.Loan(1, Reader, Scene.Noon.AddDays(-1))),
            "renewal-limit" => Prolongs(Scene.Loan(1, Reader, soon, renewals: 1)),
            "renewal-held" => Prolongs(Scene.Loan(1, Reader, soon) with { RecalledAt = Scene.Noon.AddDays(-1) }),
            "hold-limit" => Asks(Reader with { Holds = [.. Enumerable.Range(1, 5).Select(n => Scene.Hold(n, Reader) with { Title = new(Scene.Id(1000 + n)) })] }),
            "hold-available" => Asks(Reader, copiesOnShelf: 1, new HoldTerms { Limit = 5, AllowsAvailable = false }),
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "An override without a case here is not proved."),
        };
    }

    static Reader Owing(string feeType) => Reader with { Charges = [new Scene().Charge(1, 100, feeType)] };

    static Func<string, string?> Borrows(Reader reader, Item? item = null, BlockLimits? blocks = null) =>
        yaml => Borrow.Decide(new() { Reader = reader, Item = item ?? Item }, Facts(yaml, blocks)).Outcome.Refusal?.Code;

    static Func<string, string?> Prolongs(Loan loan) =>
        yaml => Prolong.Decide(new() { Reader = Reader with { Loans = [loan] }, Item = Item with { Loan = loan } }, Facts(yaml)).Outcome.Refusal?.Code;

    static Func<string, string?> Asks(Reader reader, int copiesOnShelf = 0, HoldTerms? terms = null) =>
        yaml => Ask.Decide(new() { Reader = reader, Title = new(Scene.Title, [], copiesOnShelf) }, Facts(yaml, terms: terms)).Outcome.Refusal?.Code;

    /// <summary>A library that blocks for nothing but what the case is about.</summary>
    static Facts Facts(string yaml, BlockLimits? blocks = null, HoldTerms? terms = null, PinCheck pin = PinCheck.NotGiven)
    {
        var library = new Scene().Library with { Blocks = blocks ?? new() };
        if (terms is not null) library = library with { Holds = new(new Rule<HoldTerms>(new(), terms)) };
        var facts = new Scene { Library = library, Pin = pin }.Facts;
        return facts with { Caller = facts.Caller with { Rules = yaml.Length == 0 ? TerminalRules.Usual : Profile(yaml).Rules } };
    }

    [Theory]
    [InlineData("enquire")]
    [InlineData("borrow")]
    [InlineData("renew")]
    [InlineData("hold")]
    [InlineData("pay")]
    public void BJ_6_a_PIN_is_asked_for_exactly_the_acts_that_the_profile_names(string act)
    {
        var only = $"rules: {{pin: required, pin-for: [{act}]}}";
        foreach (var (name, refusal) in Acts(only)) (refusal == "pin-missing").Should().Be(name == act, name);
        Acts("rules: {pin: required}").Should().OnlyContain(done => done.Refusal == "pin-missing");
        Acts("rules: {pin: optional}").Should().OnlyContain(done => done.Refusal != "pin-missing");
        Acts("rules: {pin: required}", PinCheck.Right).Should().OnlyContain(done => done.Refusal != "pin-missing");
    }

    static ImmutableArray<(string Act, string? Refusal)> Acts(string yaml, PinCheck pin = PinCheck.NotGiven)
    {
        var facts = Facts(yaml, pin: pin);
        var loan = Scene.Loan(1, Reader, Scene.Noon.AddDays(5));
        var owing = Owing(FeeTypes.Overdue);
        return
        [
            ("enquire", ReaderResult.Of(new() { Reader = Reader }, facts).Refusal?.Code),
            ("borrow", Borrow.Decide(new() { Reader = Reader, Item = Item }, facts).Outcome.Refusal?.Code),
            ("renew", Prolong.Decide(new() { Reader = Reader with { Loans = [loan] }, Item = Item with { Loan = loan } }, facts).Outcome.Refusal?.Code),
            ("hold", Ask.Decide(new() { Reader = Reader, Title = new(Scene.Title, [], 0) }, facts).Outcome.Refusal?.Code),
            ("pay", new Pay(Reader.Card.Number, "1.00", "CNY", "00").Decide(new() { Reader = owing }, facts).Outcome.Refusal?.Code),
        ];
    }

    [Fact]
    public void Staff_data_needs_the_permission_and_the_profile()
    {
        Profile("rules: {staff-data: false}").Rules.Of(Permissions.StaffData | Permissions.Pay).Should().Be(Permissions.Pay);
        Profile("rules: {staff-data: true}").Rules.Of(Permissions.StaffData).Should().Be(Permissions.StaffData);
        Profile("rules: {staff-data: true}").Rules.Of(Permissions.Pay).Should().Be(Permissions.Pay);
    }
}
