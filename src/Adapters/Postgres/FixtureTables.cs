using NpgsqlTypes;
using static NpgsqlTypes.NpgsqlDbType;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>The columns a fixture fills, table by table.</summary>
static class FixtureTables
{
    const NpgsqlDbType Texts = NpgsqlDbType.Array | Text;

    public static readonly CopyTable Agency = new("agency", ("network_id", Text), ("agency_id", Text), ("name", Text), ("library", Text), ("profiles", Texts));

    public static readonly CopyTable AgencyAddress = new("agency_address",
        ("network_id", Text), ("agency_id", Text), ("role", Text), ("kind", Text), ("data", Text));

    public static readonly CopyTable Location = new("location",
        ("network_id", Text), ("location", Text), ("agency_id", Text), ("name", Text), ("position", Integer));

    public static readonly CopyTable Terminal = new("terminal",
        ("network_id", Text), ("login", Text), ("agency_id", Text), ("secret_hash", Text), ("kind", Text), ("profile", Text), ("location", Text),
        ("agencies", Texts), ("permissions", Texts), ("addresses", NpgsqlDbType.Array | Cidr), ("certificates", Texts));

    public static readonly CopyTable Partner = new("partner",
        ("network_id", Text), ("agency_id", Text), ("partner_id", Text), ("version", Text), ("transport", Text), ("secret_hash", Text), ("location", Text),
        ("agencies", Texts), ("services", Texts), ("hidden", Texts), ("permissions", Texts), ("addresses", NpgsqlDbType.Array | Cidr), ("habits", Texts),
        ("token_hash", Text), ("certificates", Texts), ("profiles", Texts), ("item_kind", Text), ("category", Text),
        ("reach", Text), ("credentials", Text), ("subscriptions", Texts), ("interlibrary", Jsonb), ("signed_with", Text), ("brokers", Texts));

    public static readonly CopyTable Webhook = new("webhook",
        ("network_id", Text), ("webhook_id", Text), ("agency_id", Text), ("agencies", Texts), ("url", Text), ("credentials", Text), ("subscriptions", Texts),
        ("permissions", Texts), ("hidden", Texts));

    public static readonly CopyTable Reader = new("reader",
        ("network_id", Text), ("reader_id", Uuid), ("agency_id", Text), ("category", Text), ("level", Text), ("name", Text), ("language", Text),
        ("birth_date", Date), ("address", Text), ("email", Text), ("phone", Text), ("pin_hash", Text), ("pin_must_change", NpgsqlDbType.Boolean),
        ("created_at", TimestampTz), ("addresses", Jsonb));

    public static readonly CopyTable Card = new("card",
        ("network_id", Text), ("card_number", Text), ("reader_id", Uuid), ("agency_id", Text), ("state", Text), ("valid_until", Date),
        ("superseded_by", Text), ("issued_at", TimestampTz));

    public static readonly CopyTable Membership = new("membership",
        ("network_id", Text), ("reader_id", Uuid), ("agency_id", Text), ("state", Text), ("since", TimestampTz));

    public static readonly CopyTable Title = new("title",
        ("network_id", Text), ("title_id", Uuid), ("record_number", Text), ("name", Text), ("author", Text), ("isbn", Text), ("media_type", NpgsqlDbType.Char), ("resource", Text));

    public static readonly CopyTable TitleSummary = new("title_summary",
        ("network_id", Text), ("title_id", Uuid), ("agency_id", Text), ("summary", Text));

    public static readonly CopyTable Item = new("item",
        ("network_id", Text), ("item_id", Uuid), ("barcode", Text), ("agency_id", Text), ("title_id", Uuid), ("kind", Text),
        ("permanent_location", Text), ("current_location", Text), ("status", Text), ("properties", Text), ("call_number", Text),
        ("collection", Text), ("magnetic", NpgsqlDbType.Boolean), ("security_marker", NpgsqlDbType.Char),
        ("price_minor", Bigint), ("bought_on", Date), ("copy_number", Text), ("part", Text), ("pieces", Integer), ("restrictions", Texts), ("not_renewable", NpgsqlDbType.Boolean));

    public static readonly CopyTable Loan = new("loan",
        ("network_id", Text), ("loan_id", Uuid), ("item_id", Uuid), ("reader_id", Uuid), ("card_number", Text), ("agency_id", Text),
        ("checked_out_at", TimestampTz), ("due_at", TimestampTz), ("renewals", Integer), ("recalled_at", TimestampTz), ("claimed_returned", NpgsqlDbType.Boolean));

    public static readonly CopyTable Hold = new("hold",
        ("network_id", Text), ("hold_id", Uuid), ("reader_id", Uuid), ("card_number", Text), ("agency_id", Text), ("title_id", Uuid),
        ("scope", Integer), ("item_id", Uuid), ("pickup_location", Text), ("placed_at", TimestampTz), ("expires_at", TimestampTz), ("state", Text),
        ("captured_item_id", Uuid), ("shelf_until", TimestampTz));

    public static readonly CopyTable Charge = new("charge",
        ("network_id", Text), ("charge_id", Uuid), ("reader_id", Uuid), ("agency_id", Text), ("fee_type", NpgsqlDbType.Char), ("item_id", Uuid),
        ("barcode", Text), ("title_name", Text), ("assessed_at", TimestampTz), ("settled_at", TimestampTz));

    public static readonly CopyTable Wallet = new("wallet",
        ("network_id", Text), ("reader_id", Uuid), ("currency", NpgsqlDbType.Char), ("authorised_at", TimestampTz), ("authorised_by", Text));

    public static readonly CopyTable Entry = new("ledger_entry",
        ("network_id", Text), ("entry_id", Uuid), ("at", TimestampTz), ("reason", Text), ("agency_id", Text), ("terminal", Text), ("source", Text));

    public static readonly CopyTable Posting = new("posting",
        ("network_id", Text), ("entry_id", Uuid), ("line", Integer), ("account", Text), ("amount_minor", Bigint), ("currency", NpgsqlDbType.Char),
        ("charge_id", Uuid));
}
