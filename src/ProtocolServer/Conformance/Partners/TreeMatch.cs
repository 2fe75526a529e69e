using System.Xml.Linq;

namespace ProtocolServer.Conformance.Partners;

/// <summary>
/// Compares an answer with what a transcript expects: all that is expected must be there, in that order, and what is there besides is no
/// matter, but for a problem; <c>&lt;no-X/&gt;</c> says that there is no X.
/// </summary>
static class TreeMatch
{
    const string Without = "no-";

    /// <summary>Null when the answer is as expected; then what was to be kept has been kept.</summary>
    public static Difference? Find(XElement expected, XElement received, Vocabulary words)
    {
        if (Matches(expected, received, words)) return null;
        var (wanted, came) = (MessageTree.Line(expected), MessageTree.Line(Projected(received, expected)));
        var column = 0;
        while (column < wanted.Length && column < came.Length && wanted[column] == came[column]) column++;
        return new(wanted, came, column);
    }

    static bool Matches(XElement expected, XElement received, Vocabulary words)
    {
        if (expected.Name.LocalName != received.Name.LocalName) return false;
        if (!expected.HasElements) return IsAlike(expected.Value.Trim(), received, words);
        var children = received.Elements().ToArray();
        if (children.Any(static child => child.Name.LocalName == "Problem") && expected.Element("Problem") is null) return false;
        var at = 0;
        foreach (var child in expected.Elements())
        {
            var name = child.Name.LocalName;
            if (name.StartsWith(Without, StringComparison.Ordinal))
            {
                if (received.Element(name[Without.Length..]) is not null) return false;
                continue;
            }
            while (at < children.Length && !Matches(child, children[at], words)) at++;
            if (at++ >= children.Length) return false;
        }
        return true;
    }

    static bool IsAlike(string pattern, XElement received, Vocabulary words) =>
        pattern.Length == 0 ? received.Name.LocalName.Length > 0 : !received.HasElements && AnswerMatch.Find(words.Read(pattern), received.Value, words.Kept) is null;

    /// <summary>What of the answer the transcript speaks of, and every problem.</summary>
    static XElement Projected(XElement received, XElement expected)
    {
        if (!received.HasElements) return new(received.Name, received.Value);
        if (!expected.HasElements || received.Name.LocalName == "Problem") return received;
        return new(received.Name, received.Elements()
            .Where(child => child.Name.LocalName == "Problem" || expected.Element(child.Name) is not null || expected.Element(Without + child.Name.LocalName) is not null)
            .Select(child => expected.Element(child.Name) is { } wanted ? Projected(child, wanted) : child));
    }
}
