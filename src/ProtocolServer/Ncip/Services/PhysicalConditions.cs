using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>PhysicalCondition ↔ the note on a copy (SIP2 CH), in which a kind of the standard's list stands first: <c>Water Damage: page 4</c>.</summary>
static class PhysicalConditions
{
    /// <summary>What a note is that names no kind.</summary>
    const string Usual = "Markings";

    static readonly string[] Kinds =
    [
        "Bad URL", "Binding Weak", "Color Plates Missing", "Corrupt Or Unreadable File", "Discolored", "Faded", "Pages Missing", "Photocopy Illegible",
        "Special Binding", "Water Damage",
    ];

    public static NcipElement? Of(string? note)
    {
        if (note is null) return null;
        var kind = Kinds.FirstOrDefault(one => note == one || note.StartsWith(one + ": ", StringComparison.Ordinal));
        return new("PhysicalCondition")
        {
            new NcipElement("PhysicalConditionType", kind ?? Usual),
            NcipElement.Of("PhysicalConditionDetails", kind is null ? note : note[kind.Length..].TrimStart(':', ' ')),
        };
    }

    /// <summary>A kind that is on no list is the note where nothing else is said.</summary>
    public static string Note(NcipElement condition)
    {
        var (said, details) = (condition.TextAt("PhysicalConditionType"), condition.TextAt("PhysicalConditionDetails"));
        if (Kinds.FirstOrDefault(one => NcipRequest.Plain(one) == NcipRequest.Plain(said)) is { } kind) return details.Length > 0 ? $"{kind}: {details}" : kind;
        return condition["PhysicalConditionDetails"] is not null ? details : said;
    }
}
