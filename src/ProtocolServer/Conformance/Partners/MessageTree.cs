using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance.Partners;

/// <summary>
/// Messages as transcripts write them: XML without declaration, namespace, header and schemes, in the names of version 2 whatever version goes
/// over the line.
/// </summary>
static partial class MessageTree
{
    /// <summary>What transcripts say shortly: <c>{user:CARD}</c> is a UserId, and so on.</summary>
    public static string Spelled(string text) => Short().Replace(text, static match => (match.Groups["what"].Value, match.Groups["of"].Value) switch
    {
        ("user", var card) => $"<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>",
        ("item", var barcode) => $"<ItemId><ItemIdentifierValue>{barcode}</ItemIdentifierValue></ItemId>",
        ("request", var number) => $"<RequestId><RequestIdentifierValue>{number}</RequestIdentifierValue></RequestId>",
        ("title", var record) => $"<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>{record}</BibliographicRecordIdentifier>"
            + "<BibliographicRecordIdentifierCode>Accession Number</BibliographicRecordIdentifierCode></BibliographicRecordId></BibliographicId>",
        ("card", var card) => Input("Barcode Id", card),
        ("pin", var pin) => Input("PIN", pin),
        ("problem", var type) => $"<Problem><ProblemType>{type}</ProblemType></Problem>",
        (_, var types) => string.Concat(types.Split(';', StringSplitOptions.TrimEntries).Select(type => $"<{match.Groups["what"].Value}>{type}</{match.Groups["what"].Value}>")),
    });

    static string Input(string type, string data) => $"<AuthenticationInput><AuthenticationInputData>{data}</AuthenticationInputData>"
        + $"<AuthenticationDataFormatType>text</AuthenticationDataFormatType><AuthenticationInputType>{type}</AuthenticationInputType></AuthenticationInput>";

    /// <exception cref="FormatException">It is not well-formed.</exception>
    public static XElement Parse(string text)
    {
        try
        {
            return XElement.Parse(text);
        }
        catch (XmlException odd)
        {
            throw new FormatException($"the message is not well-formed: {odd.Message}", odd);
        }
    }

    public static NcipElement ToMessage(XElement tree)
    {
        var element = new NcipElement(tree.Name.LocalName, tree.HasElements ? "" : tree.Value.Trim(), tree.Attribute("Scheme")?.Value);
        foreach (var child in tree.Elements()) element.Add(ToMessage(child));
        return element;
    }

    /// <summary>An answer in the same form: the names of version 2, no schemes, no header, 1.x problems as those of 2.x; and its version.</summary>
    public static (XElement Content, string Version) Read(byte[] document)
    {
        // Not the server's own reader: what it takes for valid must not be judged by itself.
        using var xml = XmlReader.Create(new MemoryStream(document), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        var root = XElement.Load(xml);
        var version = root.Attributes().FirstOrDefault(static attribute => attribute.Name.LocalName == "version")?.Value ?? "";
        var content = root.Elements().Select(Plain).SelectMany(static many => many).ToArray();
        return (content.Length == 1 ? content[0] : new XElement("NCIPMessage", content.Cast<object>().ToArray()), version);
    }

    static IEnumerable<XElement> Plain(XElement element)
    {
        var name = NcipReader.NameOf(element.Name.LocalName);
        switch (name)
        {
            case "ResponseHeader": yield break;
            case "UserTransaction":
                foreach (var child in element.Elements().SelectMany(Plain)) yield return child;
                yield break;
            case "Problem" when element.Elements().Any(IsError):
                foreach (var error in element.Elements().Where(IsError)) yield return ProblemOf(error);
                yield break;
            case "ProcessingError" or "MessagingError": yield return ProblemOf(element); yield break;
        }
        if (ValueOf(element) is { } value) yield return new(name, value.Value.Trim());
        else if (element.HasElements) yield return new(name, element.Elements().SelectMany(Plain));
        else yield return new(name, element.Value.Trim());
    }

    static bool IsError(XElement element) => element.Name.LocalName is "ProcessingError" or "MessagingError";

    /// <summary>The value of a pair of scheme and value; null for any other element.</summary>
    static XElement? ValueOf(XElement element) =>
        element.Elements().All(static child => child.Name.LocalName is "Scheme" or "Value") ? element.Elements().FirstOrDefault(static child => child.Name.LocalName == "Value") : null;

    static XElement ProblemOf(XElement error)
    {
        var type = error.Elements().FirstOrDefault(static child => child.Name.LocalName.EndsWith("ErrorType", StringComparison.Ordinal));
        var names = error.Descendants().Where(static child => child.Name.LocalName == "ElementName").Select(static child => child.Value).ToArray();
        var value = error.Descendants().FirstOrDefault(static child => child.Name.LocalName is "ProcessingErrorValue" or "MessagingErrorValue");
        return new("Problem",
            new XElement("ProblemType", type is null ? "" : ValueOf(type)?.Value ?? type.Value),
            names.Length == 0 ? null : new XElement("ProblemElement", names[^1]),
            value is null ? null : new XElement("ProblemValue", value.Value));
    }

    /// <summary>In one line, so that two messages can stand one below the other.</summary>
    public static string Line(XElement tree)
    {
        var line = new StringBuilder();
        Append(line, tree);
        return line.ToString();
    }

    static void Append(StringBuilder line, XElement tree)
    {
        if (!tree.HasElements && tree.Value.Length == 0)
        {
            line.Append('<').Append(tree.Name.LocalName).Append("/>");
            return;
        }
        line.Append('<').Append(tree.Name.LocalName).Append('>');
        if (tree.HasElements)
            foreach (var child in tree.Elements()) Append(line, child);
        else line.Append(tree.Value);
        line.Append("</").Append(tree.Name.LocalName).Append('>');
    }

    [GeneratedRegex(@"\{(?<what>user|item|request|title|card|pin|problem|UserElementType|ItemElementType|RequestElementType|AgencyElementType):(?<of>[^{}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Short();
}
