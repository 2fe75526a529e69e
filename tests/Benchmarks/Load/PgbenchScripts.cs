using System.Globalization;
using System.Text;
using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Tests.Benchmarks.Load;

/// <summary>
/// The server's own statements as scripts for pgbench, made of the same .sql files: a batch is a pipeline, one round trip and one
/// transaction. pgbench decides and renders nothing; what it reaches is what the database can give.
/// </summary>
static class PgbenchScripts
{
    const string Item = "('B' || :card::text || '-' || :copy::text)";
    const string ItemId = "('00000000-0000-7000-8002-' || lpad(to_hex(:first::int + :copy::int), 12, '0'))";
    const string TitleId = "('00000000-0000-7000-8001-' || lpad(to_hex(:first::int + :copy::int), 12, '0'))";
    const string Loan = "('f0000000-0000-7000-8' || lpad(to_hex(:n::int), 3, '0') || '-' || lpad(to_hex(:loan::bigint), 12, '0'))::uuid";
    const string Streams = $"array['reader/' || :reader::text, 'item/' || {ItemId}, 'title/' || {TitleId}]";
    const string Act = """{"kind": "CheckedIn", "at": "2026-01-01", "loan": "01a20217-49e7-739b-aa82-5629bed2ba75", "reader": "00000000-0000-7000-8000-00000000003f", "entries": [], "terminal": "bench", "holdsBefore": [], "statusBefore": "Available", "locationBefore": "BENCH-1", "renewalsBefore": 0}""";

    public static string Of(string name) => name switch
    {
        "information" => Script(Batch(
            Query("load_reader", ":network", ":card", "false"),
            Query("load_account", ":network", ":card", "false"))),
        "lookup-user" => Script(Batch(
            Query("load_reader", ":network", ":card", "false"),
            Query("load_account", ":network", ":card", "true"))),
        "checkout" => Script(
            "\\set copy :copy % 10 + 1\n\\set loan :loan + 1\n\\set version :version + 1\n"
            + Batch(
                Query("load_command", ":network", ":scope", Key("out")),
                Query("load_reader", ":network", ":card", "true"),
                Query("load_account", ":network", ":card", "false"),
                Query("load_item", ":network", Item, "true"),
                Query("load_queue", ":network", Item))
            + Batch(
                Save("out", 330),
                Journal("{ItemCheckedOut,ItemActNoted}"),
                Query("loan_insert", ":network", Loan, ItemId + "::uuid", ":reader", ":card", ":agency", "now()", "now() + interval '28 days'", "null"))
            + "\\set version :version + 1\n"
            + Batch(
                Query("load_command", ":network", ":scope", Key("in")),
                Query("load_item", ":network", Item, "true"),
                Query("load_queue", ":network", Item),
                Query("load_last_act", ":network", Item),
                Query("load_interlibrary", ":network", "null", "null", "null", Item, "true", "false"))
            + Batch(
                Save("in", 200),
                Journal("{ItemCheckedIn,ItemActNoted}"),
                Query("loan_end", ":network", Loan, "now()", "'returned'"))),
        "balance" => Payer(Batch(
            Query("load_reader", ":network", ":card", "false"),
            Query("load_wallet", ":network", ":card", "'EUR'"))),
        "hold-capture" => Payer(
            "\\set job :job + 1\n\\set version :version + 1\n"
            + Batch(
                Query("load_command", ":network", ":scope", JobKey("hold")),
                Query("load_reader", ":network", ":card", "false"),
                Query("load_wallet", ":network", ":card", "'EUR'"))
            + Batch(
                SaveMoney("hold"),
                WalletJournal("{MoneyHeld}"),
                Entry("8", "'held'"),
                Postings("8", "'wallet/' || :reader::text", "'wallet-held/' || :reader::text"),
                Query("money_hold_insert", ":network", Id("7"), ":reader::uuid", "'COPY'", ":scope", "null", JobNumber("hold"), "'COPY'", "1", "'EUR'", "now()",
                    "now() + interval '15 minutes'", Id("8")))
            + "\\set version :version + 1\n"
            + Batch(
                Query("load_command", ":network", ":scope", JobKey("capt")),
                Query("load_reader", ":network", ":card", "false"),
                Query("load_wallet", ":network", ":card", "'EUR'"),
                Query("load_money_hold", ":network", JobNumber("hold"), "null"))
            + Batch(
                SaveMoney("capt"),
                WalletJournal("{MoneyHoldEnded}"),
                Entry("9", "'captured'"),
                Postings("9", "'wallet-held/' || :reader::text", "'income/COPY/COPY'"),
                Query("money_hold_end", ":network", Id("7"), "'captured'", "now()", "1", Id("9")))),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Known are information, lookup-user, checkout, balance and hold-capture."),
    };

    /// <summary>A client is payer number client_id + 1 of seed.sql.</summary>
    static string Payer(string body) => $"""
        \if :ready = 0
        \set n :client_id + 1
        \set card 2000000 + :n
        select '00000000-0000-7000-8010-' || lpad(to_hex(:n::int), 12, '0') as reader \gset
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as job, coalesce(max(version), 0) as version from journal
        where network_id = :network and stream = 'wallet/' || :reader::text \gset
        \set ready 1
        \endif
        {body}
        """;

    static string Id(string kind) => $"('f{kind}000000-0000-7000-8' || lpad(to_hex(:n::int), 3, '0') || '-' || lpad(to_hex(:job::bigint), 12, '0'))::uuid";

    static string JobNumber(string act) => $"('{act}-' || :job::text || '-' || :n::text)";

    static string JobKey(string act) => $"convert_to({JobNumber(act)}, 'UTF8')";

    static string SaveMoney(string act) => Query("save_command", ":network", ":scope", JobKey(act), "1", "now()", "true", $"sha256({JobKey(act)})",
        "array['wallet/' || :reader::text]", "array[:version::int]", $"'\\x{string.Concat(Enumerable.Repeat("41", 140))}'");

    static string WalletJournal(string events) => Query("save_journal", ":network", "array['wallet/' || :reader::text]", "array[:version::int]", "now()",
        $"'{events}'", ":scope", "array[null::text]");

    static string Entry(string kind, string reason) =>
        Query("entry_insert", ":network", Id(kind), "now()", reason, "'COPY'", ":scope", JobNumber(reason.Trim('\'')), "null", "null", "null");

    static string Postings(string kind, string from, string to) =>
        Query("posting_insert", ":network", Id(kind), $"array[{from}, {to}]", "array[1, -1]", "array['EUR', 'EUR']", "array[null, null]");

    /// <summary>A client is reader number client_id + 1 of seed.sql; what it needs to know is asked once.</summary>
    static string Script(string body) => $"""
        \if :ready = 0
        \set n :client_id + 1
        \set card 1000000 + :n
        \set first (:n - 1) * 10
        select '00000000-0000-7000-8000-' || lpad(to_hex(:n::int), 12, '0') as reader \gset
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as loan, coalesce(max(version), 0) as version from journal
        where network_id = :network and stream = any (
            array['reader/' || :reader::text] || array(select 'item/00000000-0000-7000-8002-' || lpad(to_hex(:first::int + c), 12, '0') from generate_series(1, 10) c)
            || array(select 'title/00000000-0000-7000-8001-' || lpad(to_hex(:first::int + c), 12, '0') from generate_series(1, 10) c)) \gset
        \set copy 0
        \set ready 1
        \endif
        {body}
        """;

    static string Batch(params ReadOnlySpan<string> queries) => $"\\startpipeline\n{string.Concat(queries)}\\endpipeline\n";

    static string Key(string act) => $"sha256(convert_to('{act}' || :loan::text || '/' || :n::text, 'UTF8'))";

    static string Save(string act, int answerBytes) => Query("save_command", ":network", ":scope", Key(act), "1", "now()", "false", Key(act), Streams,
        "array[:version::int, :version::int, :version::int]", $"'\\x{string.Concat(Enumerable.Repeat("41", answerBytes))}'");

    static string Journal(string events) => Query("save_journal", ":network", Streams, "array[:version::int, :version::int, :version::int]",
        "now()", $"'{events}'", ":scope", $"array[null, '{Act}', null]");

    static string Query(string name, params string[] values)
    {
        var text = new StringBuilder();
        foreach (var line in SqlText.Of(name).Split('\n'))
            if (!line.StartsWith("--", StringComparison.Ordinal) && line.Length > 0) text.Append(line).Append('\n');
        for (var at = values.Length; at > 0; at--) text.Replace("$" + at.ToString(CultureInfo.InvariantCulture), values[at - 1]);
        var query = text.Append(";\n").ToString();
        return query.Contains(string.Create(CultureInfo.InvariantCulture, $"${values.Length + 1}"), StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{name}.sql has more parameters than the {values.Length} that the script gives it.")
            : query;
    }
}
