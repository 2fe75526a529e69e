using System.Collections.Frozen;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>
/// Compiles a profile: what only moves, hides or renames fields goes into the message tables, where it costs nothing; what changes values
/// goes into a <see cref="Translator"/>, which a profile without such wishes doesn't have.
/// </summary>
sealed class DialectCompiler(TerminalProfile profile)
{
    readonly Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
    readonly Dictionary<string, MessageSpec> adjusted = new(StringComparer.Ordinal);

    /// <summary>Fields that a profile's rules may stand on, by the sixteen pairs and the families beyond.</summary>
    public static IEnumerable<Exchange> AllExchanges => Specs.All.Concat(CardIssuingSpecs.Families.Values.SelectMany(family => family));

    public static Dialect Compile(TerminalProfile profile, bool isVersion1, TimeZoneInfo zone)
    {
        isVersion1 = profile.Version switch { VersionChoice.One => true, VersionChoice.Two => false, _ => isVersion1 };
        return new DialectCompiler(profile).Dialect(isVersion1, zone);
    }

    Dialect Dialect(bool isVersion1, TimeZoneInfo zone)
    {
        var wire = profile.Wire;
        var standard = isVersion1 ? Specs.Version1 : Specs.Version2;
        var families = profile.Messages.Extensions.SelectMany(name => CardIssuingSpecs.Families[name]).ToArray();
        var answers = standard.Exchanges.Concat(families).Select(exchange => exchange.Response.Code).ToHashSet(StringComparer.Ordinal);
        var table = standard.With(families, spec => adjusted.TryGetValue(spec.Code, out var done) ? done : adjusted[spec.Code] = Adjusted(spec, answers.Contains(spec.Code)))
            .With(new WireStyle { Zone = zone, WritesUtc = wire.WritesUtc, DueDateFormat = wire.DueDateFormat, LineEnd = wire.LineEnd });
        var needsTranslation = shapes.Count > 0 || wire.Encoding != "utf-8" || wire.Delimiter != '|' || wire.LongestAnswer is not null
            || wire.ErrorDetection is ErrorDetection.Unchecked or ErrorDetection.Off;
        var translator = needsTranslation
            ? new Translator(shapes)
            {
                Table = table, Encoding = new(wire.Encoding, wire.Delimiter), Delimiter = wire.Delimiter, ErrorDetection = wire.ErrorDetection,
                LongestAnswer = wire.LongestAnswer,
            }
            : null;
        return new(profile, table, isVersion1, translator);
    }

    /// <summary>The message with everything the profile wants of it.</summary>
    MessageSpec Adjusted(MessageSpec spec, bool isAnswer)
    {
        if (profile.Messages.Extensions.Contains(WalletSpecs.Name)) spec = WalletSpecs.Extended(spec);
        if (profile.Messages.Extensions.Contains(WalletSpecs.PaidFees)) spec = WalletSpecs.WithPaidFees(spec);
        if (isAnswer && profile.Amounts.Wallet is not null && spec.Has(Fields.FeeAmount) && !spec.Has(Fields.WalletAvailable)) spec = With(spec, Fields.WalletAvailable);
        if (isAnswer && profile.Amounts.Deposit is not null && spec.Has(Fields.FeeAmount)) spec = With(spec, Fields.Deposit);
        FieldRule[] rules = [.. isAnswer ? AmountRules(spec) : [], .. profile.Fields.Where(rule => rule.Messages.Contains(spec.Code))];
        Edit[] edits = [.. isAnswer ? AnswerEdits(spec, rules) : RequestEdits(spec, rules)];
        var hidden = Last(rules, rule => rule.Hidden).Where(pair => pair.Value).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        if (profile.AlertType is Presence.Never && isAnswer && spec.Has(Fields.AlertType)) hidden.Add(Fields.AlertType.Code);
        var renamed = Last(rules, rule => rule.RenamedTo);
        var always = Last(rules, rule => rule.Always).Where(pair => pair.Value).Select(pair => pair.Key).ToArray();
        var order = profile.Order.TryGetValue(spec.Code, out var ids) ? ids : [];
        if (edits.Length == 0 && always.All(id => FieldOf(spec, id) is not null))
        {
            var changed = spec.Without([.. hidden.Select(id => FieldOf(spec, id)).OfType<Sip2Field>()]);
            foreach (var id in always) changed = changed.Always(FieldOf(spec, id)!);
            if (!order.IsEmpty) changed = changed.Ordered([.. order.Select(id => FieldOf(spec, id)).OfType<Sip2Field>()]);
            foreach (var (id, other) in renamed)
                if (FieldOf(spec, id) is { } field)
                    changed = changed.Renamed(field, other);
            return changed;
        }

        foreach (var id in always)
            edits = [.. edits, message =>
            {
                if (message.Get(id) is null) message.Set(id, "");
            }];
        shapes[spec.Code] = new(edits, renamed.ToFrozenDictionary(StringComparer.Ordinal), hidden.ToFrozenSet(StringComparer.Ordinal), isAnswer ? RankOf(spec, order) : null);
        return spec;
    }

    IEnumerable<Edit> AnswerEdits(MessageSpec spec, FieldRule[] rules)
    {
        var codes = profile.Codes;
        foreach (var edit in Tables(spec,
            ([Fields.FixedFeeType, Fields.FeeType], codes.FeeTypes), ([Fields.MediaType], codes.MediaTypes), ([Fields.AlertType], codes.AlertTypes),
            ([Fields.CirculationStatus], codes.CirculationStatus), ([Fields.SecurityMarker], codes.SecurityMarkers), ([Fields.Currency], codes.Currencies),
            ([Fields.Language], codes.Languages)))
            yield return edit;
        if (profile.Security != new SecurityHabits())
        {
            if (spec.Has(Fields.Desensitize)) yield return MessageEdits.LoanStrips(profile.Security);
            if (spec.Has(Fields.Resensitize)) yield return MessageEdits.ReturnStrips(profile.Security);
        }
        if (profile.AlertType is Presence.Always && spec.Code == Specs.Checkin.Response.Code)
            foreach (var edit in MessageEdits.Values(new() { Messages = [spec.Code], Field = Fields.AlertType.Code, Default = "00" }))
                yield return edit;
        foreach (var edit in rules.SelectMany(MessageEdits.Values)) yield return edit;
        foreach (var success in profile.Success.Where(success => success.Messages.Contains(spec.Code))) yield return MessageEdits.Success(success);
        if (spec.Has(Fields.ScreenMessage) && MessageEdits.Texts(Fields.ScreenMessage.Code, profile.Screen) is { } screen) yield return screen;
        // Lines for the printer are folded while they are written; to join or drop them is done here.
        if (spec.Has(Fields.PrintLine) && MessageEdits.Texts(Fields.PrintLine.Code, profile.Print with { Width = null }) is { } print) yield return print;
        foreach (var edit in rules.SelectMany(MessageEdits.Limits)) yield return edit;
    }

    IEnumerable<Edit> RequestEdits(MessageSpec spec, FieldRule[] rules)
    {
        var codes = profile.Codes;
        // What the terminal calls a field is undone first, so that rules speak of the standard's.
        var own = Last(rules, rule => rule.RenamedTo);
        if (own.Count > 0 && (rules.Any(rule => MessageEdits.Values(rule).Concat(MessageEdits.Limits(rule)).Any())))
            yield return message =>
            {
                for (var at = 0; at < message.Fields.Count; at++)
                    foreach (var (id, other) in own)
                        if (message.Fields[at].Id == other)
                        {
                            message.Fields[at] = (id, message.Fields[at].Value);
                            break;
                        }
            };
        foreach (var edit in Tables(spec,
            ([Fields.FixedFeeType], Reversed(codes.FeeTypes)), ([Fields.FixedCurrency], Reversed(codes.Currencies)), ([Fields.Language], Reversed(codes.Languages))))
            yield return edit;
        if (spec.Has(Fields.PaymentType) && codes.PaymentTypes.Count > 0) yield return MessageEdits.KnownCodes(FixedNames.Of(Fields.PaymentType), codes.PaymentTypes);
        foreach (var edit in rules.SelectMany(MessageEdits.Values)) yield return edit;
        foreach (var edit in rules.SelectMany(MessageEdits.Limits)) yield return edit;
    }

    static IEnumerable<Edit> Tables(MessageSpec spec, params (Sip2Field[] Fields, IReadOnlyDictionary<string, string> Codes)[] tables) =>
        from table in tables
        where table.Codes.Count > 0
        from field in table.Fields
        where spec.Has(field)
        select MessageEdits.Codes(field.IsFixed ? FixedNames.Of(field) : field.Code, table.Codes);

    /// <summary>Which amount travels under which id.</summary>
    IEnumerable<FieldRule> AmountRules(MessageSpec spec)
    {
        // 12, 18 and 30 say what an act costs; that is not the reader's account.
        if (!spec.Has(Fields.PatronStatus)) yield break;
        (Sip2Field Field, string? Id)[] amounts =
        [
            (Fields.FeeAmount, profile.Amounts.Owed), (Fields.FeeLimit, profile.Amounts.Limit), (Fields.WalletAvailable, profile.Amounts.Wallet ?? (profile.Messages.Extensions.Contains(WalletSpecs.Name) ? Fields.WalletAvailable.Code : null)),
            (Fields.Deposit, profile.Amounts.Deposit),
        ];
        foreach (var (field, id) in amounts)
        {
            if (!spec.Has(field) || id == field.Code) continue;
            yield return new() { Messages = [spec.Code], Field = field.Code, Hidden = id is null, RenamedTo = id };
        }
    }

    /// <summary>What the profile names first, then the standard's order, and what the standard lacks before the texts.</summary>
    static Func<string, int> RankOf(MessageSpec spec, IReadOnlyList<string> first)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < spec.Slots.Length; at++) ranks.TryAdd(spec.Slots[at].Field.Code, 1000 + 2 * at);
        var texts = ranks.GetValueOrDefault(Fields.ScreenMessage.Code, 10_000) - 1;
        for (var at = 0; at < first.Count; at++) ranks[first[at]] = at;
        var frozen = ranks.ToFrozenDictionary(StringComparer.Ordinal);
        return id => frozen.GetValueOrDefault(id, texts);
    }

    static Sip2Field? FieldOf(MessageSpec spec, string id) => spec.Slots.FirstOrDefault(slot => slot.Field.Code == id).Field;

    static MessageSpec With(MessageSpec spec, Sip2Field field) => spec.Has(Fields.PatronStatus) ? spec.WithBefore(Fields.ScreenMessage, field) : spec;

    /// <summary>The last word of the rules on each field.</summary>
    static Dictionary<string, T> Last<T>(IEnumerable<FieldRule> rules, Func<FieldRule, T?> of) where T : struct
    {
        var last = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var rule in rules)
            if (of(rule) is { } value)
                last[rule.Field] = value;
        return last;
    }

    static Dictionary<string, string> Last(IEnumerable<FieldRule> rules, Func<FieldRule, string?> of)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in rules)
            if (of(rule) is { } value)
                last[rule.Field] = value;
        return last;
    }

    static Dictionary<string, string> Reversed(IReadOnlyDictionary<string, string> table) =>
        table.GroupBy(pair => pair.Value).ToDictionary(group => group.Key, group => group.First().Key, StringComparer.Ordinal);
}
