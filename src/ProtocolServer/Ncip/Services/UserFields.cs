using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What is told of a reader: the element types that were asked for and may be given (ncip reference 9.1, 9.2).</summary>
static class UserFields
{
    /// <param name="oldCards">Numbers her card has replaced.</param>
    public static NcipElement? Of(Reader? reader, NcipReply r, ImmutableArray<CardNumber> oldCards = default)
    {
        if (reader is null) return null;
        var m = r.Request;
        var fields = new NcipElement("UserOptionalFields");
        // Readers of 1.x cannot do without the card in its old form (ncip-field C 19).
        if (m.Message.Style.Version.IsFirst) fields.Add(VisibleId(reader, r));
        if (m.WantsUser("Name Information")) fields.Add(Name(reader.Name));
        if (m.WantsUser("User Address Information")) fields.Add(reader.Addresses.Select(way => ReaderWays.Of(way, m.Partner.Habits)));
        if (m.WantsUser("Date Of Birth") && reader.BirthDate is { } born) fields.Add(new NcipElement("DateOfBirth", NcipDate.Write(born)));
        if (m.WantsUser("User Language") && reader.Language is { } language) fields.Add(new NcipElement("UserLanguage", Languages.Long(language)));
        if (m.WantsUser("User Privilege"))
        {
            fields.Add(Privileges(reader, r));
            if (m.Partner.Habits.HasFlag(PartnerHabits.NamedPrivileges)) fields.Add(NamedPrivileges(reader, r));
        }
        if (m.WantsUser("Block Or Trap")) fields.Add(Blocks(reader, r));
        if (m.WantsUser("User Id")) fields.Add(r.UserId(reader.Card.Number));
        if (m.Partner.Habits.HasFlag(PartnerHabits.PrimaryKey)) fields.Add(PrimaryKey(reader, r));
        if (m.WantsUser("Previous User Id") && !oldCards.IsDefaultOrEmpty)
            fields.Add(oldCards.Select(card => new NcipElement("PreviousUserId") { r.Agency(), new NcipElement("UserIdentifierValue", card.Value) }));
        return fields.HasChildren ? fields : null;
    }

    /// <summary>Some take the reader from the id of this type and no other (ncip-field C 28).</summary>
    static NcipElement PrimaryKey(Reader reader, NcipReply r) => new("UserId")
    {
        r.Agency(), new NcipElement("UserIdentifierType", "Primary Key"), new NcipElement("UserIdentifierValue", reader.Card.Number.Value),
    };

    static NcipElement VisibleId(Reader reader, NcipReply r) => new("VisibleUserId")
    {
        r.Agency(), new NcipElement("VisibleUserIdentifierType", "Barcode"), new NcipElement("VisibleUserIdentifier", reader.Card.Number.Value),
    };

    /// <summary>Structured, because most can read nothing else; "Family, Given" is taken apart, any other name is kept whole.</summary>
    public static NcipElement Name(string name)
    {
        var comma = name.IndexOf(", ", StringComparison.Ordinal);
        return new("NameInformation")
        {
            new NcipElement("PersonalNameInformation")
            {
                new NcipElement("StructuredPersonalUserName")
                {
                    comma > 0 ? new NcipElement("GivenName", name[(comma + 2)..]) : null,
                    new NcipElement("Surname", comma > 0 ? name[..comma] : name),
                },
                new NcipElement("UnstructuredPersonalUserName", name),
            },
        };
    }

    static IEnumerable<NcipElement> Privileges(Reader reader, NcipReply r)
    {
        var state = reader.Card.StateOn(r.Facts.Today);
        var until = reader.Card.ValidUntil is { } day ? r.Library.Calendar.EndOf(day) : (DateTimeOffset?)null;
        foreach (var membership in reader.Memberships)
            yield return new("UserPrivilege")
            {
                r.AgencyOf(membership.Agency),
                new NcipElement("AgencyUserPrivilegeType", reader.Category),
                r.Date("ValidToDate", until),
                new NcipElement("UserPrivilegeStatus")
                {
                    new NcipElement("UserPrivilegeStatusType", membership.State is MembershipState.Active ? state.ToString() : membership.State.ToString()),
                },
                NcipElement.Of("UserPrivilegeDescription", reader.Level),
            };
    }

    /// <summary>State, category and home library as three privileges, for who knows them by these names (ncip-field C 24).</summary>
    static IEnumerable<NcipElement> NamedPrivileges(Reader reader, NcipReply r)
    {
        yield return Named("STATUS", PatronStatus.Of(reader, r.Facts).Borrowing is null ? "ACTIVE" : "BLOCKED");
        yield return Named("PROFILE", reader.Category);
        yield return Named("LIBRARY", reader.Home.Value);

        NcipElement Named(string name, string value) => new("UserPrivilege")
        {
            r.Agency(), new NcipElement("AgencyUserPrivilegeType", name), new NcipElement("UserPrivilegeStatus") { new NcipElement("UserPrivilegeStatusType", value) },
        };
    }

    /// <summary>What is denied, and what somebody should be told at the desk.</summary>
    static IEnumerable<NcipElement> Blocks(Reader reader, NcipReply r)
    {
        var status = PatronStatus.Of(reader, r.Facts);
        if (status.Borrowing is not null) yield return Block("Block Check Out");
        if (status.Holding is not null) yield return Block("Block Hold");
        if (status.Renewing is not null) yield return Block("Block Renewal");
        if (status.Holding is not null) yield return Block("Block Request Item");
        if (reader.Card.State is CardState.Lost) yield return Block("Trap For Lost Card");
        if (reader.Holds.Any(hold => hold.State is HoldState.Ready)) yield return Block("Trap For Pickup");

        NcipElement Block(string type) => new("BlockOrTrap") { r.Agency(), new NcipElement("BlockOrTrapType", type) };
    }
}
