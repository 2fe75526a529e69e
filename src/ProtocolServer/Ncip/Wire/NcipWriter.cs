using System.Buffers;

namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// A message to bytes: children in the standard's order, what the partner's version lacks left out, schemes and names as that version
/// has them. What a table does not know is a fault here, never on the wire.
/// </summary>
sealed class NcipWriter(NcipStyle style)
{
    static readonly SearchValues<char> Special = SearchValues.Create(
        ['<', '>', '&', '"', '\r', .. Enumerable.Range(0, 0x20).Where(c => c is not (9 or 10 or 13)).Select(c => (char)c), '\uFFFE', '\uFFFF',
         .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    readonly AnswerBuffer bytes = new();
    readonly bool isFirst = style.Version.IsFirst;
    bool inProblem;
    readonly string elementPrefix = style.HasNamespace && style.Prefix.Length > 0 ? style.Prefix + ":" : "";

    /// <summary>Attributes are in the namespace too, which a default namespace does not do for them (ncip reference 1).</summary>
    readonly string attributePrefix = style.HasNamespace ? (style.Prefix.Length > 0 ? style.Prefix : "ns1") + ":" : "";

    /// <summary>A whole document around a service's answer, a problem, or what LookupVersion gets.</summary>
    /// <param name="pair">The answer's service; null for a problem of the message.</param>
    public static ReadOnlyMemory<byte> Write(NcipStyle style, NcipElement content, MessagePair? pair = null)
    {
        var writer = new NcipWriter(style);
        try
        {
            writer.WriteRoot(content, pair);
            return writer.bytes.ToArray();
        }
        finally
        {
            writer.bytes.Dispose();
        }
    }

    void WriteRoot(NcipElement content, MessagePair? pair)
    {
        // One line: some read no further than the first (ncip-field C 20).
        Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        if (isFirst && style.HasDoctype)
            Raw($"<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version {(style.Version is NcipVersion.V101 ? "1.01" : "1.0")}//EN\" \"{style.Version.Text}\">");
        var root = elementPrefix + (content.Name == "LookupVersionResponse" && !style.HasNamespace ? "NCIPVersionMessage" : "NCIPMessage");
        Raw("<");
        Raw(root);
        if (style.HasNamespace)
        {
            if (style.Prefix.Length == 0) Raw($" xmlns=\"{NcipVersions.Namespace}\"");
            Raw($" xmlns:{attributePrefix[..^1]}=\"{NcipVersions.Namespace}\"");
        }
        Raw($" {attributePrefix}version=\"");
        Escaped(style.VersionText);
        Raw("\">");
        if (content.Name == "Problem") WriteProblem(content, pair);
        else if (content.Name == "LookupVersionResponse") WriteVersions(content);
        else WriteElement(content, pair);
        Raw("</");
        Raw(root);
        Raw(">\n");
    }

    void WriteElement(NcipElement element, MessagePair? pair)
    {
        var name = isFirst ? NameIn1(element) : element.Name;
        if (element.Name == "Ext")
        {
            Open(name);
            foreach (var child in element.Each) WriteElement(child, pair);
            CloseTag(name);
            return;
        }
        if (Grammar.Of(element.Name) is not { } model)
        {
            WriteLeaf(name, element);
            return;
        }
        Open(name);
        var written = 0;
        foreach (var place in model.Places)
        {
            foreach (var child in element.Each)
            {
                if (child.Name != place.Name) continue;
                written++;
                // What a partner said is sometimes said again, and partners say too much.
                if (!place.IsIn(style.Version) || IsExcluded(place, element)) continue;
                if (child.Name == "Problem") WriteProblem(child, pair);
                else WriteElement(child, pair);
            }
        }
        if (written != element.Children.Count)
            throw new InvalidOperationException($"{element.Name} has no place for one of {string.Join(", ", element.Children.Select(child => child.Name))}.");
        CloseTag(name);
    }

    static bool IsExcluded(Place place, NcipElement element)
    {
        foreach (var rival in place.Rivals)
            if (element[rival] is not null)
                return true;
        return false;
    }

    void WriteLeaf(string name, NcipElement element)
    {
        if (Grammar.Flags.Contains(element.Name))
        {
            Tag("<", name, "/>");
            return;
        }
        if (element.HasChildren) throw new InvalidOperationException($"{element.Name} holds text, not elements.");
        if (isFirst && Schemes.IsSchemed(element.Name))
        {
            Open(name);
            Leaf("Scheme", element.Scheme ?? Schemes.Required(element.Name));
            Leaf("Value", element.Text);
            CloseTag(name);
            return;
        }
        Tag("<", name, "");
        if (!isFirst && !style.PlainValues && (element.Scheme ?? Schemes.Find(element.Name)) is { Length: > 0 } scheme)
        {
            Raw(" ");
            Raw(attributePrefix);
            Raw("Scheme=\"");
            Escaped(scheme);
            Raw("\"");
        }
        Raw(">");
        Escaped(element.Text);
        CloseTag(name);
    }

    void WriteProblem(NcipElement problem, MessagePair? pair)
    {
        inProblem = true;
        PutProblem(problem, pair);
        inProblem = false;
    }

    void PutProblem(NcipElement problem, MessagePair? pair)
    {
        var type = problem.TextAt("ProblemType");
        if (!isFirst)
        {
            Open("Problem");
            WriteLeaf("ProblemType", new("ProblemType", type, ProblemTypes.SchemeOf(type, pair)));
            foreach (var part in (ReadOnlySpan<string>)["ProblemDetail", "ProblemElement", "ProblemValue"])
                if (problem[part] is { } told)
                    WriteLeaf(part, told);
            CloseTag("Problem");
            return;
        }
        // 1.x: no detail, and receivers that break on anything more (11.2); a notification's problems stand bare.
        var kind = ProblemTypes.IsMessaging(type) || pair is null ? "MessagingError" : "ProcessingError";
        var isBare = pair?.Kind is ServiceKind.Notification;
        if (isBare) kind = "MessagingError";
        else Open("Problem");
        Open(kind);
        Open(kind + "Type");
        Leaf("Scheme", ProblemTypes.SchemeOf(type, isBare ? null : pair));
        Leaf("Value", type);
        CloseTag(kind + "Type");
        Open(kind + "Element");
        Leaf("ElementName", problem.TextAt("ProblemElement") is { Length: > 0 } element ? element : "NULL");
        if (problem["ProblemValue"] is { } value) Leaf(kind + "Value", value.Text);
        CloseTag(kind + "Element");
        CloseTag(kind);
        if (!isBare) CloseTag("Problem");
    }

    /// <summary>LookupVersion's own document type is the same in all versions (ncip reference 2.3).</summary>
    void WriteVersions(NcipElement answer)
    {
        Open(answer.Name);
        foreach (var agency in (ReadOnlySpan<string>)["FromAgencyId", "ToAgencyId"])
        {
            var id = answer[agency]?["AgencyId"];
            Open(agency);
            if (style.HasNamespace) WriteLeaf("AgencyId", id ?? new("AgencyId"));
            else
            {
                Open("UniqueAgencyId");
                Leaf("Scheme", id?.Scheme ?? Schemes.Agencies);
                Leaf("Value", id?.Text ?? "");
                CloseTag("UniqueAgencyId");
            }
            CloseTag(agency);
        }
        foreach (var line in answer.Children.Where(child => child.Name is "VersionSupported" or "ServiceSupported")) Leaf(line.Name, line.Text);
        CloseTag(answer.Name);
    }

    static string NameIn1(NcipElement element) => element.Name switch
    {
        "AgencyId" => "UniqueAgencyId",
        "UserId" => "UniqueUserId",
        "ItemId" => "UniqueItemId",
        "RequestId" => "UniqueRequestId",
        "BibliographicId" => "UniqueBibliographicId",
        _ => element.Name,
    };

    void Leaf(string name, string text)
    {
        Open(name);
        Escaped(text);
        CloseTag(name);
    }

    void Open(string name) => Tag("<", name, ">");

    void CloseTag(string name) => Tag("</", name, ">");

    void Tag(string begin, string name, string end)
    {
        Raw(begin);
        Raw(elementPrefix);
        Raw(name);
        Raw(end);
    }

    void Raw(ReadOnlySpan<char> text) => bytes.Put(text);

    /// <summary>As text or attribute value; what XML can't hold is replaced.</summary>
    void Escaped(string value)
    {
        if (style.IsSearched && !inProblem && value.Contains("Problem", StringComparison.Ordinal))
        {
            var pieces = value.Split("Problem");
            for (var n = 0; n < pieces.Length; n++)
            {
                if (n > 0) Raw("&#80;roblem");
                Plain(pieces[n]);
            }
        }
        else Plain(value);
    }

    void Plain(string value)
    {
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Special) is >= 0 and var at)
        {
            Raw(rest[..at]);
            var isPair = char.IsHighSurrogate(rest[at]) && at + 1 < rest.Length && char.IsLowSurrogate(rest[at + 1]);
            if (isPair) Raw(rest.Slice(at, 2));
            else Raw(rest[at] switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", '"' => "&quot;", '\r' => "&#13;", _ => "\uFFFD" });
            rest = rest[(at + (isPair ? 2 : 1))..];
        }
        Raw(rest);
    }
}
