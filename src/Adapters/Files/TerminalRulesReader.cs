using System.Collections.Frozen;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;
using static ProtocolServer.Adapters.Files.ProfileWords;

namespace ProtocolServer.Adapters.Files;

/// <summary>The members <c>rules</c> and <c>sorting</c>: what a terminal may do, whatever its library's rules allow besides.</summary>
sealed class TerminalRulesReader(Section top)
{
    readonly FileErrors errors = top.Errors;

    public TerminalRules Rules(TerminalRules of)
    {
        var sorting = top.Has("sorting") ? new SortPlanReader(top).Plan() : of.Sorting;
        if (top.Child("rules") is not { } rules) return of with { Sorting = sorting };
        var overrides = rules.Texts("overrides");
        foreach (var odd in overrides.Where(code => !TerminalRules.Overridable.Contains(code.Value)))
            errors.Add(odd, $"'{odd.Value}' can't be overridden; {Section.OneOf(odd.Value, TerminalRules.Overridable)}");
        var acts = rules.Texts("pin-for").Select(Act).OfType<Act>().ToFrozenSet();
        var result = of with
        {
            Sorting = sorting,
            Pin = rules.Word("pin", PinRequirements) ?? of.Pin,
            PinActs = rules.Has("pin-for") ? acts : of.PinActs.Count > 0 ? of.PinActs : EveryAct,
            NotLent = rules.Has("not-lent") ? Set("not-lent") : of.NotLent,
            NotTakenBack = rules.Has("not-taken-back") ? Set("not-taken-back") : of.NotTakenBack,
            Overrides = rules.Has("overrides") ? overrides.Select(code => code.Value).ToFrozenSet(StringComparer.Ordinal) : of.Overrides,
            AllowsStaffData = rules.Flag("staff-data") ?? of.AllowsStaffData,
            Wallet = Wallet(rules, of.Wallet),
        };
        if (rules.Has("pin-for") && result.Pin is not PinRequirement.Required) rules.Wrong("pin-for", "means nothing unless 'pin' is required.");
        rules.Done();
        return result;

        FrozenSet<string> Set(string member) => rules.Texts(member).Select(t => t.Value).ToFrozenSet(StringComparer.Ordinal);
    }

    static WalletHabits Wallet(Section rules, WalletHabits of)
    {
        if (rules.Child("wallet") is not { } wallet) return of;
        var habits = of with
        {
            HoldSeconds = wallet.Whole("hold-seconds", 30, 604_800) ?? of.HoldSeconds,
            Late = wallet.Word("late", LateCaptures) ?? of.Late,
            Overdraw = wallet.Word("overdraw", Overdraws) ?? of.Overdraw,
            OverdrawPages = wallet.Whole("overdraw-pages", 0, 1000) ?? of.OverdrawPages,
            Group = wallet.Text("group") ?? of.Group,
            TakesCash = wallet.Flag("takes-cash") ?? of.TakesCash,
            IssuesReceipts = wallet.Flag("issues-receipts") ?? of.IssuesReceipts,
            RestToWallet = wallet.Flag("rest-to-wallet") ?? of.RestToWallet,
        };
        wallet.Done();
        return habits;
    }

    Act? Act(YamlText word)
    {
        if (PinActs.TryGetValue(word.Value, out var act)) return act;
        errors.Add(word, $"'{word.Value}' is not an act with a PIN; {Section.OneOf(word.Value, PinActs.Keys)}");
        return null;
    }
}
