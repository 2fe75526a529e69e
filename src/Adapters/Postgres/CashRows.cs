using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Rows of vaults, slips and receipts to records.</summary>
static class CashRows
{
    public static (ImmutableArray<AgencyId> Owners, long Minor) Vault(NpgsqlDataReader row, TerminalId vault, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new($"vault/{vault}", row.GetInt32(1)));
        return ([.. row.GetFieldValue<string[]>(2).Select(agency => new AgencyId(agency))], row.GetInt64(0));
    }

    public static CashPiece Piece(NpgsqlDataReader row) => new(new(row.GetInt64(0), Currency.Parse(row.GetString(2))), row.GetInt32(1));

    public static UnassignedCash Unassigned(NpgsqlDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new($"slip/{row.GetGuid(0)}", row.GetInt32(3)));
        return new(row.GetGuid(0), new(row.GetInt64(1), Currency.Parse(row.GetString(2))));
    }

    public static LastReceipt LastReceipt(NpgsqlDataReader row, AgencyId agency, ImmutableArray<StreamVersion>.Builder streams)
    {
        streams.Add(new($"receipts/{agency}", row.GetInt32(2)));
        return new(row.GetFieldValue<DateOnly>(0), row.GetInt32(1));
    }
}
