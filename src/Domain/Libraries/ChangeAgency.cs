using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>What another system may say of an agency. Null or empty: nothing was said.</summary>
public sealed record AgencyDetails
{
    public string? Name { get; init; }

    public ImmutableArray<AgencyAddress> Addresses { get; init; } = [];

    public ImmutableArray<string> Profiles { get; init; } = [];
}

/// <summary>A new agency of the network (NCIP CreateAgency). It works by the rules of the agency that makes it, with one place of its own.</summary>
public sealed record CreateAgency(AgencyId Id, AgencyDetails Details) : Command<LookUpAgency.Result>
{
    public override Needs Needs => new() { Agency = Id };

    public override Decision<LookUpAgency.Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Agencies)) return Refuse("not-permitted");
        if (now.AgencyExists) return Refuse("agency-exists");
        if (facts.AgencyAt(Id.Value) is not null) return Refuse("agency-exists");
        var agency = new Agency
        {
            Network = facts.Agency.Network, Id = Id, Name = Details.Name!, Library = facts.Library, Locations = [Id.Value], LocationNames = [Details.Name!],
            Addresses = Details.Addresses, Profiles = Details.Profiles,
        };
        return new(new() { Agency = agency }, [new AgencyCreated(agency)]);
    }

    static Decision<LookUpAgency.Result> Refuse(string code) => new(new() { Refusal = new(code) }, []);
}

/// <summary>What is known of an agency changes (NCIP UpdateAgency): deleted first, then added.</summary>
public sealed record ChangeAgency(AgencyId Id, AgencyDetails Deleted, AgencyDetails Added) : Command<LookUpAgency.Result>
{
    public override Needs Needs => new() { Agency = Id };

    public override Decision<LookUpAgency.Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Agencies.TryGetValue(Id, out var agency)) return Refuse(new("agency-unknown"));
        if (!facts.Caller.Permissions.HasFlag(Permissions.Agencies)) return Refuse(new("not-permitted"));
        if (Id != facts.Agency.Id) return Refuse(new("agency-elsewhere"));
        if (Deleted.Name is { } name && (name != agency.Name || Added.Name is null)) return Refuse(new("datum-absent", AgencyDatum.Name));
        if (Added.Name is not null && Deleted.Name is null && Added.Name != agency.Name) return Refuse(new("datum-present", AgencyDatum.Name));
        if (Deleted.Addresses.Any(address => !agency.Addresses.Contains(address))) return Refuse(new("datum-absent", AgencyDatum.Address));
        if (Deleted.Profiles.Any(profile => !agency.Profiles.Contains(profile))) return Refuse(new("datum-absent", AgencyDatum.Profile));
        var changed = agency with
        {
            Name = Added.Name ?? agency.Name,
            Addresses = [.. agency.Addresses.Except(Deleted.Addresses).Concat(Added.Addresses).Distinct()],
            Profiles = [.. agency.Profiles.Except(Deleted.Profiles).Concat(Added.Profiles).Distinct(StringComparer.Ordinal)],
        };
        return new(new() { Agency = changed }, [new AgencyChanged(changed)]);
    }

    static Decision<LookUpAgency.Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>One datum of an agency, to say which one is meant.</summary>
public enum AgencyDatum { Name, Address, Profile }

public sealed record AgencyCreated(Agency Agency) : DomainEvent;

/// <summary>The agency as it is known from now on.</summary>
public sealed record AgencyChanged(Agency Agency) : DomainEvent;
