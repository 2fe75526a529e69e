using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Readers and agencies, made and changed.</summary>
sealed partial class EventWriter
{
    void Enrol(Reader reader)
    {
        batch.Add("reader_insert", network, reader.Id.Value, reader.Home.Value, reader.Category, reader.Level, reader.Name, reader.Language, reader.BirthDate,
            reader.Address, reader.Email, reader.Phone, reader.PinHash, reader.PinMustChange, record.At, Addresses(reader));
        batch.Add("card_insert", network, reader.Card.Number.Value, reader.Id.Value, reader.Card.IssuedBy.Value, Words.Of(reader.Card.State), reader.Card.ValidUntil, record.At);
        PutMemberships(reader);
        // Her own stream begins here; what was decided on was whether there is such a person.
        batch.Add("save_journal", network, new[] { $"reader/{reader.Id}" }, new[] { 1 }, record.At, new[] { nameof(ReaderEnrolled) }, record.Terminal.Value, new string?[] { null });
    }

    void Change(Reader reader)
    {
        batch.Add("reader_change", network, reader.Id.Value, reader.Category, reader.Level, reader.Name, reader.Language, reader.BirthDate,
            reader.Address, reader.Email, reader.Phone, reader.PinHash, reader.PinMustChange, Addresses(reader));
        batch.Add("card_validity", network, reader.Card.Number.Value, reader.Card.ValidUntil);
        PutMemberships(reader);
    }

    static string? Addresses(Reader reader) => AddressJson.Of(reader.Addresses, reader.Address, reader.Email, reader.Phone);

    void PutMemberships(Reader reader) => batch.Add("membership_put", network, reader.Id.Value,
        reader.Memberships.Select(m => m.Agency.Value).ToArray(), reader.Memberships.Select(m => Words.Of(m.State)).ToArray(), record.At);

    void Create(Agency agency)
    {
        batch.Add("agency_insert", network, agency.Id.Value, agency.Name, agency.Library.Id, agency.Profiles.ToArray());
        batch.Add("location_insert", network, agency.MainLocation, agency.Id.Value, agency.Name);
        PutAddresses(agency);
    }

    void Change(Agency agency)
    {
        batch.Add("agency_change", network, agency.Id.Value, agency.Name, agency.Profiles.ToArray());
        PutAddresses(agency);
    }

    void PutAddresses(Agency agency) => batch.Add("agency_address_put", network, agency.Id.Value,
        agency.Addresses.Select(a => a.Role).ToArray(), agency.Addresses.Select(a => a.Kind).ToArray(), agency.Addresses.Select(a => a.Data).ToArray());
}
