using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using Calendar = ProtocolServer.Domain.Libraries.Calendar;

namespace ProtocolServer.Adapters.Files;

/// <summary>Turns a library file into its rules. The members stand here in the order in which the file has them.</summary>
sealed class LibraryFileReader
{
    static readonly FrozenDictionary<string, LoanScope> Scopes =
        new Dictionary<string, LoanScope>(StringComparer.Ordinal) { ["network"] = LoanScope.Network, ["agency"] = LoanScope.Agency }
            .ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, RenewalStart> RenewalStarts =
        new Dictionary<string, RenewalStart>(StringComparer.Ordinal)
        {
            ["renewal-day"] = RenewalStart.RenewalDay, ["due-date"] = RenewalStart.DueDate,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, InitialPin> InitialPins =
        new Dictionary<string, InitialPin>(StringComparer.Ordinal) { ["given"] = InitialPin.Given, ["birth-date"] = InitialPin.BirthDate }
            .ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, DayOfWeek> Weekdays =
        Enum.GetValues<DayOfWeek>().ToFrozenDictionary(day => day.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    readonly Section top;
    readonly FileErrors errors;
    readonly Currency? currency;

    LibraryFileReader(Section top)
    {
        (this.top, errors) = (top, top.Errors);
        if (top.Text("currency", required: true) is not { } code) return;
        if (Currency.TryParse(code, out var parsed)) currency = parsed;
        else top.Wrong("currency", $"'{code}' is not a currency this server knows; write three letters of ISO 4217, such as EUR.");
    }

    /// <summary>The library; null when anything in the file is wrong.</summary>
    public static LibraryFile? Read(string file, string id, string text, FileErrors errors)
    {
        var before = errors.Count;
        if (YamlTree.Read(file, text, errors) is not { } map) return null;
        var library = new LibraryFileReader(new(map, errors)).Library(id);
        return errors.Count == before ? library : null;
    }

    LibraryFile? Library(string id)
    {
        var categories = Names("categories", required: true);
        var levels = Names("levels", required: false);
        var items = Names("items", required: true);
        var rows = new RuleRows(categories, levels, items);

        var languages = Languages();
        var calendar = Calendar();
        var loans = rows.Read(top, "loans", Loan);
        var overdue = rows.Read(top, "overdue", Overdue);
        var fees = rows.Read(top, "loan-fees", Fee, required: false);
        var holds = rows.Read(top, "holds", Hold);
        var use = rows.Read(top, "use-restrictions", Use, required: false);
        var blocks = Blocks();
        var membership = Membership();
        var pins = Pins();
        var cards = Cards();
        var returns = Returns();
        var payments = Payments();
        var listed = new FeeRulesReader(top, rows, currency).Rules();
        var wallet = new WalletReader(top, currency).Rule();
        var texts = Texts();
        top.Done();
        if (calendar is null || currency is not { } money) return null;
        return new()
        {
            Id = id, Languages = languages, Currency = money, Calendar = calendar, Categories = categories, Levels = levels, ItemKinds = items,
            Loans = loans, Overdue = overdue, LoanFees = fees, Holds = holds, UseTerms = use, Blocks = blocks, Membership = membership, Pins = pins,
            Cards = cards, Returns = returns, Payments = payments, Fees = listed, Wallet = wallet, Texts = texts,
        };
    }

    ImmutableArray<string> Names(string member, bool required)
    {
        var names = top.Texts(member, required);
        foreach (var twice in names.GroupBy(n => n.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
            errors.Add(twice.Last(), $"'{twice.Key}' stands twice; keep one.");
        return [.. names.Select(n => n.Value).Distinct(StringComparer.Ordinal)];
    }

    ImmutableArray<string> Languages()
    {
        var languages = top.Texts("languages", required: true);
        foreach (var odd in languages.Where(l => !LanguageCodes.Known.Contains(l.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a language; write two letters of ISO 639-1, such as 'nb' or 'zh'.");
        return [.. languages.Select(l => l.Value)];
    }

    Calendar? Calendar()
    {
        if (top.Child("calendar", required: true) is not { } calendar) return null;
        var weekdays = calendar.Texts("closed-weekdays").Select(day =>
        {
            if (Weekdays.TryGetValue(day.Value, out var weekday)) return (DayOfWeek?)weekday;
            errors.Add(day, $"'{day.Value}' is not a weekday; {Section.OneOf(day.Value, Weekdays.Keys)}");
            return null;
        }).OfType<DayOfWeek>().ToFrozenSet();
        var dates = calendar.Texts("closed-dates").SelectMany(Days).ToFrozenSet();
        var shifts = calendar.Flag("shifts-due-dates") ?? false;
        var zone = Zone(calendar);
        calendar.Done();
        if (weekdays.Count == 7) calendar.Wrong("closed-weekdays", "closes the library for ever; leave at least one day open.");
        return zone is null ? null : new() { Zone = zone, ClosedWeekdays = weekdays, ClosedDates = dates, ShiftsDueDates = shifts };
    }

    static TimeZoneInfo? Zone(Section calendar)
    {
        if (calendar.Text("zone", required: true) is not { } name) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        calendar.Wrong("zone", $"'{name}' is not a time zone of this machine; write its IANA name, such as Europe/Oslo (and have tzdata installed).");
        return null;
    }

    /// <summary>A day, or a range <c>2026-12-24..2026-12-26</c>.</summary>
    IEnumerable<DateOnly> Days(YamlText text)
    {
        var ends = text.Value.Split("..");
        if (ends.Length > 2 || !IsDay(ends[0], out var first) || !IsDay(ends[^1], out var last) || last < first || last > first.AddDays(366))
        {
            errors.Add(text, $"'{text.Value}' must be a day such as 2026-12-24, or a range of at most a year such as 2026-12-24..2026-12-26.");
            yield break;
        }

        for (var day = first; day <= last; day = day.AddDays(1)) yield return day;
    }

    static bool IsDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    UseTerms? Use(Section row)
    {
        var words = row.Texts("restrictions", required: true);
        foreach (var odd in words.Where(word => UseRestrictions.Find(word.Value) is null))
            errors.Add(odd, $"'{odd.Value}' is no restriction of NCIP's list; {Section.OneOf(odd.Value, UseRestrictions.All)}");
        return new([.. words.Select(word => UseRestrictions.Find(word.Value)).OfType<string>()], row.Flag("must-accept") ?? false);
    }

    static LoanTerms? Loan(Section row)
    {
        var limit = row.Whole("limit", 0, 1000, required: true);
        var days = row.Whole("days", 0, 3660, required: true);
        var across = row.Word("counted-across", Scopes) ?? LoanScope.Network;
        var renewals = row.Whole("renewals", 0, 1000) ?? 0;
        var renewalDays = row.Whole("renewal-days", 1, 3660);
        var from = row.Word("renewal-counted-from", RenewalStarts) ?? RenewalStart.RenewalDay;
        var overdue = row.Flag("renews-overdue") ?? false;
        var held = row.Flag("holds-forbid-renewal") ?? true;
        if (renewals == 0 && renewalDays is not null)
            row.Wrong("renewal-days", "means nothing without renewals; set 'renewals' above 0 or leave it out.");
        if (limit is null || days is null) return null;
        return new()
        {
            Limit = limit.Value, Days = days.Value, CountedAcross = across, Renewals = renewals, RenewalDays = renewalDays,
            RenewalCountedFrom = from, RenewsOverdue = overdue, HoldsForbidRenewal = held,
        };
    }

    OverdueTerms? Overdue(Section row)
    {
        var fine = row.Amount("fine-per-day", currency, required: true);
        var cap = row.Amount("cap", currency);
        var grace = row.Whole("grace-days", 0, 365) ?? 0;
        var closed = row.Flag("counts-closed-days") ?? true;
        var nightly = row.Flag("accrues-nightly") ?? false;
        if (fine is null) return null;
        if (cap < fine) row.Wrong("cap", "is below one day's fine; raise it or lower the fine.");
        return new() { FinePerDayMinor = fine.Value.AmountMinor, CapMinor = cap?.AmountMinor, GraceDays = grace, CountsClosedDays = closed, AccruesNightly = nightly };
    }

    LoanFee? Fee(Section row)
    {
        var amount = row.Amount("amount", currency, required: true);
        var type = TwoDigits(row, "fee-type") ?? "06";
        if (amount is null) return null;
        if (amount.Value.IsPositive) return new(amount.Value.AmountMinor, type);
        row.Wrong("amount", "is nothing; leave the row out where borrowing is free.");
        return null;
    }

    HoldTerms? Hold(Section row)
    {
        var limit = row.Whole("limit", 0, 1000, required: true);
        var shelf = row.Whole("shelf-days", 1, 365) ?? 7;
        var available = row.Flag("allows-available") ?? true;
        var fee = row.Amount("fee", currency);
        return limit is null ? null : new() { Limit = limit.Value, ShelfDays = shelf, AllowsAvailable = available, FeeMinor = fee?.AmountMinor ?? 0 };
    }

    BlockLimits Blocks()
    {
        if (top.Child("blocks") is not { } blocks) return new();
        var limits = new BlockLimits
        {
            OverdueItems = blocks.Whole("overdue-items", 1, 1000),
            FinesMinor = Above(blocks, "fines"),
            FeesMinor = Above(blocks, "fees"),
            ClaimedReturned = blocks.Whole("claims-returned", 1, 1000),
            LostItems = blocks.Whole("lost-items", 1, 1000),
            BilledItems = blocks.Whole("billed-items", 1, 1000),
            RenewalsSpent = blocks.Whole("renewals-spent", 1, 10000),
            RecallsOverdue = blocks.Whole("recalls-overdue", 1, 1000) ?? new BlockLimits().RecallsOverdue,
        };
        blocks.Done();
        return limits;
    }

    long? Above(Section blocks, string name)
    {
        var amount = blocks.Amount(name, currency);
        if (amount is { IsZero: true }) blocks.Wrong(name, "would block everybody; write the smallest amount that blocks, or leave it out.");
        return amount?.AmountMinor;
    }

    MembershipRule Membership()
    {
        if (top.Child("membership") is not { } membership) return new();
        var rule = new MembershipRule(membership.Flag("required") ?? false);
        membership.Done();
        return rule;
    }

    CardRule Cards()
    {
        if (top.Child("cards") is not { } cards) return new();
        var rule = new CardRule
        {
            Prefix = cards.Text("prefix") ?? "", Digits = cards.Whole("digits", 4, 16) ?? new CardRule().Digits, ValidMonths = cards.Whole("valid-months", 1, 1200),
        };
        cards.Done();
        return rule;
    }

    PinRule Pins()
    {
        if (top.Child("pins") is not { } pins) return new();
        var usual = new PinRule();
        var rule = new PinRule
        {
            Attempts = pins.Whole("attempts", 1, 100) ?? usual.Attempts,
            LockMinutes = pins.Whole("lock-minutes", 1, 10080) ?? usual.LockMinutes,
            Initial = pins.Word("initial", InitialPins) ?? usual.Initial,
        };
        pins.Done();
        return rule;
    }

    ReturnRule Returns()
    {
        if (top.Child("returns") is not { } returns) return new();
        var rule = new ReturnRule { AcceptsNotOnLoan = returns.Flag("accepts-not-on-loan") ?? true };
        returns.Done();
        return rule;
    }

    PaymentRule Payments()
    {
        if (top.Child("payments") is not { } payments) return new();
        var types = payments.Texts("types", required: true);
        foreach (var odd in types.Where(t => !IsTwoDigits(t.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a payment type; write two digits in quotes, such as \"00\" for cash.");
        var trusted = payments.Amount("four-eyes-above", currency);
        payments.Done();
        return new() { Types = types.Select(t => t.Value).ToFrozenSet(StringComparer.Ordinal), FourEyesAboveMinor = trusted?.AmountMinor };
    }

    FrozenDictionary<string, FrozenDictionary<string, string>> Texts()
    {
        var own = new Dictionary<string, FrozenDictionary<string, string>>(StringComparer.Ordinal);
        if (top.Child("texts") is not { } texts) return own.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var language in texts.Map.Members.Keys)
        {
            if (!LanguageCodes.Known.Contains(language)) texts.Wrong(language, $"'{language}' is not a language; write two letters of ISO 639-1.");
            if (texts.Child(language) is { } wording) own[language] = TextFiles.Wording(wording);
        }

        return own.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static string? TwoDigits(Section row, string name)
    {
        var text = row.Text(name);
        if (text is not null && !IsTwoDigits(text)) row.Wrong(name, $"'{text}' must be two digits in quotes, such as \"06\".");
        return text;
    }

    static bool IsTwoDigits(string text) => text.Length == 2 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]);
}
