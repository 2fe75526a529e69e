using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Adapters.Files;

/// <summary>Turns the files of one network into records. Whether they fit together is for <see cref="FixtureChecks"/>.</summary>
sealed partial class FixtureReading(IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now, FileErrors errors)
{
    static readonly string[] Kinds = ["agencies", "terminals", "partners", "webhooks", "titles", "items", "readers", "loans", "holds", "charges", "wallets"];

    static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["other"] = "000", ["book"] = "001", ["magazine"] = "002", ["bound-journal"] = "003", ["audio-tape"] = "004", ["video-tape"] = "005",
        ["cd"] = "006", ["diskette"] = "007", ["book-with-diskette"] = "008", ["book-with-cd"] = "009", ["book-with-audio-tape"] = "010",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    readonly Dictionary<string, FixtureAgency> agencies = new(StringComparer.Ordinal);

    public Fixture Read(string network, IReadOnlyList<Section> files)
    {
        var sections = Kinds.ToDictionary(kind => kind, kind => new List<Section>(), StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var kind in Kinds) sections[kind].AddRange(file.Children(kind));
            var series = new FixtureSeries(file);
            foreach (var one in file.Children("series"))
                if (Array.Find(Kinds, one.Has) is { } kind) sections[kind].AddRange(series.Expand(one, kind));
                else errors.Add(one.Map, $"says nothing of what it makes; begin it with one of: {string.Join(", ", Kinds.Select(k => k + ": 100"))}.");
            file.Done();
        }

        ImmutableArray<T> All<T>(string kind, Func<Section, T?> read) where T : class => [.. sections[kind].Select(section =>
        {
            var record = read(section);
            section.Done();
            return record;
        }).OfType<T>()];

        var read = All("agencies", Agency);
        foreach (var agency in read) agencies.TryAdd(agency.Id.Value, agency);
        return Captured(new()
        {
            Network = new(network), Agencies = read, Terminals = All("terminals", Terminal), Partners = All("partners", Partner), Webhooks = All("webhooks", s => Webhook(network, s)), Titles = All("titles", Title),
            Items = All("items", Item), Readers = All("readers", Reader), Loans = All("loans", Loan), Holds = All("holds", Hold),
            Charges = All("charges", Charge), Wallets = All("wallets", Wallet),
        });
    }

    /// <summary>A hold on a copy is a hold on its title, and a captured copy is where its hold says.</summary>
    static Fixture Captured(Fixture fixture)
    {
        if (fixture.Holds.IsEmpty) return fixture;
        var titles = fixture.Items.DistinctBy(i => i.Barcode).ToDictionary(i => i.Barcode, i => i.Title);
        var captures = fixture.Holds.Where(h => h.Captured is not null).DistinctBy(h => h.Captured).ToDictionary(h => h.Captured!.Value);
        return fixture with
        {
            Holds = [.. fixture.Holds.Select(h => h is { Title: "", Item: { } item } && titles.TryGetValue(item, out var title) ? h with { Title = title } : h)],
            Items =
            [
                .. fixture.Items.Select(i => captures.GetValueOrDefault(i.Barcode) switch
                {
                    { State: HoldState.InTransit } => i with { Status = ItemStatus.InTransit },
                    { State: HoldState.Ready } hold => i with { CurrentLocation = hold.Pickup },
                    _ => i,
                }),
            ],
        };
    }

    FixtureAgency? Agency(Section s)
    {
        var (id, name, file) = (s.Text("id", true), s.Text("name", true), s.Text("library", true));
        var locations = s.Children("locations", true).Select(l =>
        {
            var location = (l.Text("code", true), l.Text("name", true));
            l.Done();
            return location is ({ } code, { } words) ? new FixtureLocation(code, words) : null;
        }).OfType<FixtureLocation>().ToImmutableArray();
        var addresses = s.Children("addresses").SelectMany(AgencyAddresses).ToImmutableArray();
        var profiles = s.Texts("profiles");
        LibraryFile? library = null;
        if (file is not null && !libraries.TryGetValue(file, out library)) s.Wrong("library", $"there is no library file '{file}'; {Section.OneOf(file, libraries.Keys)}");
        if (locations.IsEmpty) s.Wrong("locations", "an agency needs at least one; the first is its main place.");
        return id is null || name is null || library is null || locations.IsEmpty ? null
            : new(new(id), name, library, locations, PlaceOf(s)) { Addresses = addresses, Profiles = [.. profiles.Select(p => p.Value)] };
    }

    static readonly FrozenDictionary<string, string> AddressKinds = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["postal"] = "postal", ["street"] = "street", ["email"] = "mailto", ["phone"] = "tel", ["sms"] = "sms", ["web"] = "https",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What one role is reached by: <c>{role: Ship To, postal: …, email: …}</c>.</summary>
    static IEnumerable<AgencyAddress> AgencyAddresses(Section s)
    {
        var role = s.Text("role") ?? "Official";
        var all = Reached(s);
        s.Done();
        return all.Select(pair => new AgencyAddress(role, pair.Kind, pair.Data));
    }

    static (string Kind, string Data)[] Reached(Section s) =>
        [.. AddressKinds.Select(kind => (kind.Value, Data: s.Text(kind.Key))).Where(pair => pair.Data is not null).Select(pair => (pair.Value, pair.Data!))];

    FixtureTerminal? Terminal(Section s)
    {
        var (login, secret, agency) = (s.Text("login", true), s.Text("secret", true), AgencyOf(s));
        var (kind, profile, location) = (s.Text("kind", true), s.Text("profile") ?? "default-2.00", s.Text("location"));
        var others = s.Texts("agencies");
        foreach (var odd in others.Where(a => !agencies.ContainsKey(a.Value))) errors.Add(odd, $"there is no agency '{odd.Value}' in this network.");
        var permissions = Flags<Permissions>(s, "permissions");
        var addresses = Addresses(s);
        var certificates = Certificates(s);
        if (login is null || secret is null || agency is null || kind is null) return null;
        return new()
        {
            Login = new(login), Secret = secret, Agency = agency.Id, Kind = kind, Profile = profile, Location = location ?? agency.Locations[0].Code,
            Agencies = [.. others.Select(a => a.Value)], Permissions = permissions, Addresses = addresses, Certificates = certificates,
            Place = PlaceOf(s),
        };
    }

    ImmutableArray<string> Certificates(Section s)
    {
        var certificates = s.Texts("certificates");
        foreach (var odd in certificates.Where(c => !Certificate().IsMatch(c.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a certificate; write sha256: and its 64 hexadecimal digits, or subject: and its distinguished name.");
        return [.. certificates.Select(c => c.Value)];
    }

    FixturePartner? Partner(Section s)
    {
        var (id, agency, secret, location) = (s.Text("id", true), AgencyOf(s), s.Text("secret"), s.Text("location"));
        var (token, certificates, profiles) = (s.Text("token"), Certificates(s), s.Texts("profiles"));
        var (kind, category) = (s.Text("item-kind"), s.Text("category"));
        if (kind is not null && agency?.Library.ItemKinds.Contains(kind) is false) s.Wrong("item-kind", $"'{kind}' is no kind of that library; {Section.OneOf(kind, agency.Library.ItemKinds)}");
        if (category is not null && agency?.Library.Categories.Contains(category) is false) s.Wrong("category", $"'{category}' is no category of that library; {Section.OneOf(category, agency.Library.Categories)}");
        var (version, transport) = (Known(s, "version", "2.02", Versions), Known(s, "transport", "http", ["http", "tcp"]));
        var (others, services, hidden) = (s.Texts("agencies"), s.Texts("services"), s.Texts("hidden"));
        foreach (var odd in others.Where(a => !agencies.ContainsKey(a.Value))) errors.Add(odd, $"there is no agency '{odd.Value}' in this network.");
        var (permissions, habits, addresses) = (Flags<Permissions>(s, "permissions"), Flags<PartnerHabits>(s, "habits"), Addresses(s));
        var (calls, policy, signed, brokers) = (Calls(s), Policy(s), s.Text("signed-with"), s.Texts("brokers"));
        if (id is null || agency is null) return null;
        return new()
        {
            Id = id, Agency = agency.Id, Secret = secret, SignedWith = signed, Brokers = [.. brokers.Select(one => one.Value)], Calls = calls, Interlibrary = policy, Location = location, Version = version, Transport = transport,
            Agencies = [.. others.Select(a => a.Value)], Services = [.. services.Select(a => a.Value)], Hidden = [.. hidden.Select(a => a.Value)],
            Permissions = permissions, Addresses = addresses, Habits = habits, Place = PlaceOf(s),
            Token = token, Certificates = certificates, Profiles = [.. profiles.Select(p => p.Value)], ItemKind = kind, Category = category,
        };
    }

    static readonly string[] Versions = ["1.0", "1.01", "2.0", "2.01", "2.02"];

    static string Known(Section s, string name, string usual, string[] words)
    {
        var word = s.Text(name) ?? usual;
        if (!words.Contains(word, StringComparer.Ordinal)) s.Wrong(name, $"'{word}' is not known; {Section.OneOf(word, words)}");
        return word;
    }

    ImmutableArray<string> Addresses(Section s)
    {
        var addresses = s.Texts("addresses");
        foreach (var odd in addresses.Where(a => !IPNetwork.TryParse(a.Value, out _)))
            errors.Add(odd, $"'{odd.Value}' is not a network; write an address and the bits that count, such as 10.1.0.0/16 or 10.1.2.3/32.");
        return [.. addresses.Select(a => a.Value)];
    }

    T Flags<T>(Section s, string name) where T : struct, Enum
    {
        var all = 0;
        foreach (var word in s.Texts(name))
            if (Words.TryRead<T>(word.Value, out var flag)) all |= Convert.ToInt32(flag, CultureInfo.InvariantCulture);
            else errors.Add(word, $"'{word.Value}' is not known under {name}; {Section.OneOf(word.Value, Words.All<T>())}");
        return (T)Enum.ToObject(typeof(T), all);
    }

    FixtureTitle? Title(Section s)
    {
        var (record, name, author, isbn) = (s.Text("record", true), s.Text("name", true), s.Text("author"), s.Text("isbn"));
        var media = s.Text("media") ?? "book";
        if (!MediaTypes.TryGetValue(media, out var code)) s.Wrong("media", $"'{media}' is not a media type; {Section.OneOf(media, MediaTypes.Keys)}");
        var resource = s.Text("resource");
        if (resource is not null && !Uri.TryCreate(resource, UriKind.Absolute, out _)) s.Wrong("resource", $"'{resource}' is not an address; write it whole, such as https://library.example/work/1.");
        var summaries = s.Children("summaries").Select(one =>
        {
            var summary = (AgencyOf(one), one.Text("text", true));
            one.Done();
            return summary;
        }).ToArray();
        if (record is null || name is null || code is null) return null;
        return new(record, name, author, isbn, code, PlaceOf(s))
        {
            Resource = resource, Summaries = [.. summaries.Where(one => one is ({ }, { })).Select(one => (one.Item1!.Id, one.Item2!)).DistinctBy(one => one.Id)],
        };
    }

    FixtureItem? Item(Section s)
    {
        var (barcode, title, agency) = (s.Text("barcode", true), s.Text("title", true), AgencyOf(s));
        var (kind, location, current) = (s.Text("kind") ?? "book", s.Text("location"), s.Text("current-location"));
        var status = State(s, "status", ItemStatus.Available);
        var (call, collection, properties, note) = (s.Text("call-number"), s.Text("collection"), s.Text("properties"), s.Text("note"));
        var (magnetic, marker) = (s.Flag("magnetic") ?? false, s.Text("security-marker") ?? "00");
        var (price, bought) = (s.Amount("price", agency?.Library.Currency), Day(s, "bought", agency));
        var (copy, part, pieces, restrictions) = (s.Text("copy-number"), s.Text("part"), s.Whole("pieces", 1, 10_000), s.Texts("restrictions"));
        foreach (var odd in restrictions.Where(word => UseRestrictions.Find(word.Value) is null))
            errors.Add(odd, $"'{odd.Value}' is no restriction of NCIP's list; {Section.OneOf(odd.Value, UseRestrictions.All)}");
        if (marker.Length != 2) s.Wrong("security-marker", "must be two digits in quotes.");
        if (barcode is null || title is null || agency is null) return null;
        var home = location ?? agency.Locations[0].Code;
        return new()
        {
            Barcode = new(barcode), Title = title, Agency = agency.Id, Kind = kind, Location = home, CurrentLocation = current ?? home, Status = status,
            CallNumber = call, Collection = collection, Properties = properties, Price = price, BoughtOn = bought, IsMagnetic = magnetic, SecurityMarker = marker, Note = note,
            CopyNumber = copy, Part = part, Pieces = pieces, Restrictions = [.. restrictions.Select(word => UseRestrictions.Find(word.Value)).OfType<string>()],
            Place = PlaceOf(s),
        };
    }

    FixtureAgency? AgencyOf(Section s)
    {
        if (s.Text("agency", agencies.Count != 1) is not { } id) return agencies.Count == 1 ? agencies.Values.First() : null;
        if (agencies.TryGetValue(id, out var agency)) return agency;
        s.Wrong("agency", $"there is no agency '{id}' in this network; {Section.OneOf(id, agencies.Keys)}");
        return null;
    }

    static T State<T>(Section s, string name, T usual) where T : struct, Enum
    {
        if (s.Text(name) is not { } word) return usual;
        if (Words.TryRead<T>(word, out var state)) return state;
        s.Wrong(name, $"'{word}' is not known; {Section.OneOf(word, Words.All<T>())}");
        return usual;
    }

    /// <summary>A day such as 2026-03-01, or counted from the day of loading: <c>-12d</c>, <c>+5d</c>, <c>0d</c>.</summary>
    DateOnly? Day(Section s, string name, FixtureAgency? agency, bool required = false)
    {
        if (s.Text(name, required) is not { } text || agency is null) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        if (Offset().IsMatch(text)) return agency.Library.Calendar.DayOf(now).AddDays(int.Parse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        s.Wrong(name, $"'{text}' must be a day such as 2026-03-01, or days from the day of loading such as -12d or +5d.");
        return null;
    }

    /// <summary>Noon of the day in the library, and never later than now.</summary>
    DateTimeOffset? Moment(Section s, string name, FixtureAgency? agency) =>
        Day(s, name, agency) is { } day ? Earlier(agency!.Library.Calendar.EndOf(day).AddHours(-12)) : null;

    DateTimeOffset? EndOf(Section s, string name, FixtureAgency? agency) =>
        Day(s, name, agency) is { } day ? agency!.Library.Calendar.EndOf(day) : null;

    DateTimeOffset Earlier(DateTimeOffset moment) => moment < now ? moment : now;

    static FixturePlace PlaceOf(Section s) => new(s.Map.File, s.Map.Line, s.Map.Path);

    [GeneratedRegex("^(sha256:[0-9A-Fa-f]{64}|subject:.+=.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Certificate();

    [GeneratedRegex("^[-+]?[0-9]{1,5}d$", RegexOptions.None, 1000)]
    private static partial Regex Offset();
}
