using Npgsql;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Where requests are sent, and how copies are described.</summary>
static class ShippingRows
{
    extension(NpgsqlBatch batch)
    {
        public void Ship(string network, HoldId hold, ShippingAddress? to) => batch.Add("hold_ship_to", network, hold.Value, AddressJson.Of(to));

        public void Ship(string network, InterlibraryLoan loan)
        {
            if (loan.ShipTo is not null) batch.Add("interlibrary_ship_to", network, loan.Id.Value, AddressJson.Of(loan.ShipTo));
        }

        public void Describe(string network, Item item) => batch.Add("item_change", network, item.Id.Value, item.PermanentLocation, item.Properties, item.CallNumber,
            item.IsMagnetic, item.SecurityMarker, item.CopyNumber, item.Part, item.Pieces, item.Restrictions.IsEmpty ? null : item.Restrictions.ToArray(), item.NotRenewable);
    }
}
