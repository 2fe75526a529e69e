using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// A message being bound to a command. What is missing or wrong is noted and read as empty, so that the answer tells everything at once;
/// a message with problems is not executed.
/// </summary>
sealed class NcipRequest(NcipMessage message, MessagePair pair, Admission admission, DateTimeOffset now)
{
    readonly List<Problem> problems = [];

    public NcipMessage Message => message;

    public MessagePair Pair => pair;

    public NcipElement Body => message.Body;

    public Partner Partner => admission.Partner;

    public Agency Agency => admission.Agency;

    public LibraryFile Library => Agency.Library;

    public DateTimeOffset Now => now;

    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>What the sender calls this message, so that its repetition is known and another alike is not one.</summary>
    public string? Key { get; init; }

    /// <summary>The PIN or password of the message; never told on.</summary>
    public string? Pin { get; private set; }

    /// <summary>Whether the responder has to authenticate the user (AuthenticationInput), and so tells nobody which part was wrong.</summary>
    public bool Authenticates => Body["AuthenticationInput"] is not null;

    /// <summary>It has already happened and must not be refused (ncip reference 6.5).</summary>
    public bool IsMandated => Body["MandatedAction"] is not null;

    /// <summary>When it happened.</summary>
    public DateTimeOffset? HappenedAt
    {
        get
        {
            if (!IsMandated || Date("MandatedAction", "DateEventOccurred") is not { } at) return null;
            // Clocks differ by minutes, not by more.
            if (at > now.AddMinutes(15)) Note(new(ProblemTypes.InvalidDate, "DateEventOccurred", Body.TextAt("MandatedAction", "DateEventOccurred")));
            return at;
        }
    }

    /// <summary>Who asks, from where, with which PIN.</summary>
    /// <param name="key">Null where a repetition does no harm.</param>
    public CommandContext Context(CommandKey? key) => new()
    {
        Network = Partner.Network,
        Agency = Agency.Id,
        Caller = Partner.Caller,
        Location = Partner.Location is { } place && Agency.Locations.Contains(place) ? place : Agency.MainLocation,
        Pin = Pin,
        Key = key,
        Message = IsMandated ? $"{Pair.Service} of {Body.TextAt("MandatedAction", "DateEventOccurred")}" : "",
    };

    public void Note(Problem problem) => problems.Add(problem);

    /// <summary>An element that not everybody who may use the service may send.</summary>
    public void NeedsRight(Permissions right, string element)
    {
        if (!Partner.Permissions.HasFlag(right)) Note(new("Unauthorized Combination Of Element Values For Agency", element));
    }

    /// <summary>The user's card, by UserId or by AuthenticationInput; both must mean the same card.</summary>
    public CardNumber Card()
    {
        var named = Body["UserId"]?.TextAt("UserIdentifierValue");
        if (!Authenticates)
        {
            if (string.IsNullOrEmpty(named)) Note(new(ProblemTypes.NeededData, Body["UserId"] is null ? "UserId" : "UserIdentifierValue"));
            return new(named ?? "");
        }
        var cards = new HashSet<string>(StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(named)) cards.Add(named);
        var secrets = new List<string>();
        foreach (var input in Body.All("AuthenticationInput"))
        {
            var data = input.TextAt("AuthenticationInputData");
            switch (KindOf(input))
            {
                case InputKind.Secret: secrets.Add(data); break;
                case InputKind.Card: cards.Add(data); break;
            }
        }
        Pin = secrets.Count == 1 ? secrets[0] : null;
        var isProven = Pin is { Length: > 0 } || Partner.Habits.HasFlag(PartnerHabits.CardAlone) && secrets.Count == 0;
        if (cards.Count == 1 && cards.First().Length > 0 && isProven) return new(cards.First());
        Note(new(ProblemTypes.UserAuthentication));
        return default;
    }

    /// <summary>The reader has to prove that this is her PIN.</summary>
    public void AskForPin(string secret) => Pin = secret;

    /// <summary>What a datum of AuthenticationInput is to us.</summary>
    public static InputKind KindOf(NcipElement input) => Plain(input.TextAt("AuthenticationInputType")) switch
    {
        "pin" or "password" => InputKind.Secret,
        "barcodeid" or "barcode" or "userid" or "username" or "institutionidnumber" => InputKind.Card,
        _ => InputKind.Other,
    };

    /// <summary>The card where the message may leave the user out; null where it does.</summary>
    public CardNumber? CardIfNamed() => Body["UserId"] is null && !Authenticates ? null : Card();

    public Barcode Item()
    {
        var value = Body["ItemId"]?.TextAt("ItemIdentifierValue");
        if (string.IsNullOrEmpty(value)) Note(new(ProblemTypes.NeededData, Body["ItemId"] is null ? "ItemId" : "ItemIdentifierValue"));
        // Some send the tag's id behind the barcode (ncip-field D).
        return new(value is { } text && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? text[..colon] : value ?? "");
    }

    /// <summary>The place of AGENCY_PLACE, for partners that write so (ncip-field C 33); null where it is no place of ours.</summary>
    public string? PlaceBehindAgency(string? said)
    {
        if (!Partner.Habits.HasFlag(PartnerHabits.PlaceSuffix) || said?.StartsWith(Agency.Id.Value + "_", StringComparison.Ordinal) is not true) return null;
        var place = said[(Agency.Id.Value.Length + 1)..];
        return Agency.Locations.Contains(place) ? place : null;
    }

    public Barcode? ItemIfNamed() => Body["ItemId"] is null ? null : Item();

    /// <summary>A date of the message; null where it is absent, a problem where it is none.</summary>
    public DateTimeOffset? Date(params ReadOnlySpan<string> path)
    {
        var text = Body.TextAt(path);
        if (text.Length == 0) return null;
        var isEnd = path[^1] is "DesiredDateDue" or "NeedBeforeDate" or "PickupExpiryDate" or "DateDue";
        if (NcipDate.TryRead(text, Library.Calendar.Zone, isEnd, out var instant)) return instant;
        Note(new(ProblemTypes.InvalidDate, path[^1], text));
        return null;
    }

    /// <summary>Exact minor units and currency of an amount.</summary>
    public Money? Amount(NcipElement? element)
    {
        if (element is null) return null;
        var (value, code) = (element.TextAt("MonetaryValue"), element.TextAt("CurrencyCode"));
        if (!long.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var minor)
            || minor is > 1_000_000_000_000 or < -1_000_000_000_000)
            Note(new(ProblemTypes.InvalidAmount, "MonetaryValue", value));
        else if (!Currency.TryParse(code.ToUpperInvariant(), out var currency)) Note(new(ProblemTypes.InvalidAmount, "CurrencyCode", code));
        else return new(minor, currency);
        return null;
    }

    /// <summary>Whether a type of element is asked for and may be given.</summary>
    public bool Wants(string list, string type)
    {
        foreach (var asked in Body.Each)
            if (asked.Name == list && IsSame(asked.Text, type))
                return !IsHidden(type);
        return false;
    }

    public bool WantsItem(string type) => Wants("ItemElementType", type);

    public bool WantsUser(string type) =>
        Wants("UserElementType", type)
        || Partner.Habits.HasFlag(PartnerHabits.AsksNothing) && type is "Name Information" or "User Privilege" or "User Id" or "Block Or Trap" && !IsHidden(type);

    /// <summary>Whether the partner never gets it, whatever it asks for.</summary>
    public bool IsHidden(string type)
    {
        foreach (var hidden in Partner.Hidden)
            if (IsSame(hidden, type))
                return true;
        return false;
    }

    /// <summary>Compared as <see cref="Plain"/> is, without making a text of either.</summary>
    static bool IsSame(string one, string other)
    {
        var (a, b) = (0, 0);
        while (true)
        {
            while (a < one.Length && one[a] is (' ' or '-' or '_')) a++;
            while (b < other.Length && other[b] is (' ' or '-' or '_')) b++;
            if (a == one.Length || b == other.Length) return a == one.Length && b == other.Length;
            if (char.ToLowerInvariant(one[a++]) != char.ToLowerInvariant(other[b++])) return false;
        }
    }

    /// <summary>Names of types are compared without case, blanks, hyphens and underscores (ncip reference 4).</summary>
    public static string Plain(string value) =>
        string.Concat(value.Where(static c => c is not (' ' or '-' or '_'))).ToLowerInvariant();
}

/// <summary>Kinds of AuthenticationInput.</summary>
enum InputKind { Other, Card, Secret }
