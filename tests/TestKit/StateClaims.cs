using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtocolServer.Tests.TestKit;

/// <summary>What a transcript can claim of the database: one row of the table for each form, asked with one plain query.</summary>
static class StateClaims
{
    /// <param name="Form">Words before the colon; <c>X</c> is what it is about.</param>
    /// <param name="Sql">Answers with one text; <c>$1</c> is X.</param>
    public sealed record Claim(string Form, string Sql, string Meaning);

    public static readonly IReadOnlyList<Claim> All =
    [
        new("loans open for X", """
            select count(*)::text from loan join card using (network_id, reader_id) where card.card_number = $1 and ended_at is null
            """, "number of open loans of the card's owner"),
        new("owed X", """
            select coalesce(string_agg(trim_scale(owed / 100.0)::numeric(12, 2)::text || ' ' || currency, ', '), 'nothing') from (
                select sum(amount_minor) as owed, currency from posting join card on account = 'receivable/' || reader_id
                where card_number = $1 group by currency having sum(amount_minor) <> 0) sums
            """, "what the card's owner owes by the ledger, or `nothing`"),
        new("wallet X", """
            select trim_scale(available_minor / 100.0)::numeric(12, 2)::text || ' held ' || trim_scale(held_minor / 100.0)::numeric(12, 2)::text
            from wallet join card using (network_id, reader_id) where card_number = $1
            """, "what the card's owner has paid in advance and can spend, and what is held for jobs"),
        new("unassigned cash X", """
            select trim_scale(coalesce(sum(amount_minor), 0) / 100.0)::numeric(12, 2)::text from unassigned_cash where terminal = $1 and settled_at is null
            """, "money that a machine holds and that is nobody's yet"),
        new("suspected repeats", "select count(*)::text from suspected_repeat", "payments without a number that came again byte for byte"),
        new("item X", """
            select case
                when l.loan_id is not null then 'on loan to ' || l.card_number
                when h.state = 'ready' then 'on hold shelf at ' || i.current_location || ' for ' || h.card_number
                when h.state = 'in-transit' then 'in transit to ' || h.pickup_location || ' for ' || h.card_number
                else i.status || ' at ' || i.current_location end
            from item i
            left join loan l on l.network_id = i.network_id and l.item_id = i.item_id and l.ended_at is null
            left join hold h on h.network_id = i.network_id and h.captured_item_id = i.item_id and h.state in ('ready', 'in-transit')
            where i.barcode = $1
            """, "`on loan to CARD`, `on hold shelf at PLACE for CARD`, `in transit to PLACE for CARD`, or status `at PLACE`; the beginning is enough"),
        new("due X", """
            select to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from loan join item using (network_id, item_id)
            where barcode = $1 and ended_at is null
            """, "instant at which the item is due, in UTC"),
        new("lent X", """
            select to_char(checked_out_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from loan join item using (network_id, item_id)
            where barcode = $1 and ended_at is null
            """, "instant at which the item was lent, in UTC"),
        new("renewals X", """
            select renewals::text from loan join item using (network_id, item_id) where barcode = $1 and ended_at is null
            """, "renewals of the item's open loan"),
        new("loans ever of X", """
            select count(*)::text from loan join item using (network_id, item_id) where barcode = $1 and ending is distinct from 'undone'
            """, "loans of the item, ended ones too, but none that was taken back"),
        new("holds of X", """
            select coalesce(string_agg(h.state, ', ' order by placed_at, h.state), 'none') from hold h join card using (network_id, reader_id)
            where card.card_number = $1 and h.state not in ('cancelled', 'collected', 'expired')
            """, "states of the owner's open holds in the order placed, or `none`"),
        new("pickup of X", """
            select string_agg(pickup_location, ', ' order by placed_at) from hold h join card using (network_id, reader_id)
            where card.card_number = $1 and h.state not in ('cancelled', 'collected', 'expired')
            """, "places where the owner's open holds are to be collected"),
        new("queue of X", """
            select coalesce(string_agg(card_number, ' ' order by placed_at), 'none') from hold h join title using (network_id, title_id)
            where record_number = $1 and h.state = 'waiting'
            """, "cards that wait for the title of this record number, first in the queue first"),
        new("properties of X", "select coalesce(properties, '') from item where barcode = $1", "what 19 has stored"),
        new("card X", """
            select case when blocked_by is not null then 'blocked by ' || blocked_by else state end from card where card_number = $1
            """, "stored state, or `blocked by LOGIN`"),
        new("wrong PINs of X", "select pin_failures::text from reader join card using (network_id, reader_id) where card_number = $1", "wrong PINs counted"),
        new("payments of X", """
            select count(distinct p.entry_id)::text from posting p join ledger_entry e using (network_id, entry_id) join card on p.account = 'receivable/' || card.reader_id
            where card.card_number = $1 and e.reason = 'paid'
            """, "payments booked for the card's owner"),
        new("payments X", "select count(*)::text from ledger_entry where source = $1 and reason = 'paid'", "payments booked under this number (BK)"),
        new("charges of X", """
            select count(*)::text from charge join card using (network_id, reader_id)
            where card.card_number = $1 and not exists (select from posting p join ledger_entry e using (network_id, entry_id) where p.charge_id = charge.charge_id and e.reverses is not null)
            """, "charges ever made to the owner, but none that was taken back"),
        new("alarms of X", "select count(*)::text from alarm where barcode = $1", "times a gate rang for the item"),
        new("contradictions", "select count(*)::text from contradiction where settled_at is null", "lines on the staff's list"),
        new("contradiction codes", "select coalesce(string_agg(code, ', ' order by at, code), 'none') from contradiction where settled_at is null", "what those lines say"),
        new("ledger balanced", """
            select coalesce((select 'entry ' || entry_id || ' is off by ' || sum(amount_minor) from posting group by network_id, entry_id, currency
                having sum(amount_minor) <> 0 limit 1), '')
            """, "no entry is off"),
    ];

    /// <summary>Null when the claim is true; else what is the case. An unknown claim is a mistake of the transcript.</summary>
    public static async Task<string?> CheckAsync(string text, Func<string, string?, CancellationToken, Task<string?>> ask, CancellationToken cancel)
    {
        var (about, wanted) = text.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 2)..].Trim()) : (text, "");
        foreach (var claim in All)
        {
            var match = Regex.Match(about, "^" + claim.Form.Replace("X", "(?<x>.+)", StringComparison.Ordinal) + "$", RegexOptions.ExplicitCapture, Waiting.Limit);
            if (!match.Success) continue;
            var found = await ask(claim.Sql, match.Groups["x"] is { Success: true, Value: var x } ? x : null, cancel) ?? "nothing";
            return Agrees(found, wanted) ? null : string.Create(CultureInfo.InvariantCulture, $"{about}: {found}");
        }
        return $"there is no assertion '{about}'; there are: {string.Join(", ", All.Select(claim => claim.Form))}.";
    }

    /// <summary>Several states may be right after a race: <c>0 or 1</c>.</summary>
    static bool Agrees(string found, string wanted) => wanted.Split(" or ").Any(one => IsSame(found, one));

    static bool IsSame(string found, string wanted) => found == wanted
        || wanted.Length > 0 && found.StartsWith(wanted + " ", StringComparison.Ordinal)
        || wanted == "nothing" && found.Length == 0;
}
