using System.Collections.Immutable;

namespace ProtocolServer.Ncip.Wire;

/// <summary>What stands in an element: the places of its children, in the standard's order.</summary>
sealed class ElementModel
{
    public string Name { get; }

    public ImmutableArray<Place> Places { get; }

    /// <summary>Groups of places of which at least one must be filled.</summary>
    public ImmutableArray<ImmutableArray<Place>> Required { get; }

    /// <param name="notation">
    /// Children in order: <c>A</c> once, <c>A?</c> at most once, <c>A*</c> any number, <c>A+</c> at least once, <c>A|B</c> one of them;
    /// with <c>@2</c>, <c>@2.02</c> only since that version, with <c>@1</c> only in 1.x.
    /// </param>
    public ElementModel(string name, string notation)
    {
        Name = name;
        var places = ImmutableArray.CreateBuilder<Place>();
        var required = ImmutableArray.CreateBuilder<ImmutableArray<Place>>();
        foreach (var token in notation.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            ImmutableArray<Place> group = [.. token.Split('|').Select(Place.Parse)];
            if (group.All(static place => !place.IsRepeatable)) group = [.. group.Select((place, n) => place with { Rivals = [.. group.Take(n).Select(static other => other.Name)] })];
            places.AddRange(group);
            if (group.All(place => place.IsRequired)) required.Add(group);
        }
        Places = [.. places, new Place("Ext", IsRequired: false, IsRepeatable: false, NcipVersion.V200, NcipVersion.V202)];
        Required = required.ToImmutable();
    }

    public Place? Find(string child)
    {
        foreach (var place in Places)
            if (place.Name == child)
                return place;
        return null;
    }
}

/// <summary>One place in an element's content.</summary>
sealed record Place(string Name, bool IsRequired, bool IsRepeatable, NcipVersion Since, NcipVersion Until)
{
    /// <summary>Places of which one excludes this one: of a choice the first that is filled is written.</summary>
    public ImmutableArray<string> Rivals { get; init; } = [];

    public bool IsIn(NcipVersion version) => version >= Since && version <= Until;

    public static Place Parse(string token)
    {
        var (since, until) = (NcipVersion.V10, NcipVersion.V202);
        if (token.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            (since, until) = token[(at + 1)..] switch
            {
                "1" => (NcipVersion.V10, NcipVersion.V101),
                "1.01" => (NcipVersion.V101, NcipVersion.V202),
                "2" => (NcipVersion.V200, NcipVersion.V202),
                "2.02" => (NcipVersion.V202, NcipVersion.V202),
                var odd => throw new FormatException($"No version is called {odd}."),
            };
            token = token[..at];
        }
        var name = token.TrimEnd('?', '*', '+');
        var sign = token.Length > name.Length ? token[^1] : ' ';
        return new(name, sign is ' ' or '+', sign is '*' or '+', since, until);
    }
}
