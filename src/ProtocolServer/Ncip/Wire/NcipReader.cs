using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// A document to a message, in one pass and within limits. Nothing is fetched, no entity is resolved, depth is counted before anything is
/// built. Lenient in order, namespace and prefixes; 1.x names and scheme/value pairs become those of version 2.
/// </summary>
sealed class NcipReader
{
    static readonly XmlReaderSettings Settings = new()
    {
        // Honest 1.x partners send a DOCTYPE: it is skipped, and an entity of it is then undeclared, which is an error (section H 1 to 4).
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = NcipLimits.MessageBytes,
    };

    static readonly FrozenDictionary<string, string> NamesOfVersion1 = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["UniqueAgencyId"] = "AgencyId", ["UniqueUserId"] = "UserId", ["UniqueItemId"] = "ItemId", ["UniqueRequestId"] = "RequestId",
        ["UniqueBibliographicId"] = "BibliographicId", ["VisibleUserId"] = "UserId", ["VisibleItemId"] = "ItemId",
        ["VisibleUserIdentifierType"] = "UserIdentifierType", ["VisibleUserIdentifier"] = "UserIdentifierValue",
        ["VisibleItemIdentifierType"] = "ItemIdentifierType", ["VisibleItemIdentifier"] = "ItemIdentifierValue",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name that an element of 1.x has in 2.x.</summary>
    public static string NameOf(string name) => NamesOfVersion1.GetValueOrDefault(name, name);

    /// <summary>What the standard leaves open; of it one thing is read, and only right inside a service (NNCIPP).</summary>
    const string Extension = "Ext";

    readonly XmlReader xml;
    readonly Stack<NcipElement> open = new();
    readonly StringBuilder text = new();
    readonly char[] chunk = new char[512];
    NcipElement? body;
    string? second;
    Problem? defect;
    string root = "", rootNamespace = "", prefix = "", version = "";
    bool hasFirstNames;
    int elements;

    NcipReader(XmlReader xml) => this.xml = xml;

    /// <param name="charset">What the transport says of the letters.</param>
    public static NcipReading Read(ReadOnlyMemory<byte> document, string? charset = null)
    {
        if (document.Length > NcipLimits.MessageBytes) return Not(NcipRejection.TooLarge, "The message is too large.");
        var trimmed = NcipEncoding.Trim(document);
        NcipEncoding.Register();
        NcipReader? reader = null;
        try
        {
            var bytes = MemoryMarshal.TryGetArray(trimmed, out var array) ? array : trimmed.ToArray();
            using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            using var letters = NcipEncoding.Fallback(trimmed.Span, charset) is { } told ? new StreamReader(stream, told, detectEncodingFromByteOrderMarks: false) : null;
            using var xml = letters is null ? XmlReader.Create(stream, Settings) : XmlReader.Create(letters, Settings);
            reader = new(xml);
            return reader.ReadDocument();
        }
        catch (Exception odd) when (odd is XmlException or ArgumentException or NotSupportedException or DecoderFallbackException)
        {
            return Not(NcipRejection.NotXml, "The message is not well-formed XML, or not in the encoding it says.", reader?.StyleSoFar);
        }
    }

    /// <summary>
    /// The content of an answer: a service's response, or a problem of the message; null where the document is no message. Within the same
    /// limits as a request, since nobody's answer is trusted either.
    /// </summary>
    public static NcipElement? ReadAnswer(ReadOnlyMemory<byte> document)
    {
        if (document.Length > NcipLimits.MessageBytes) return null;
        try
        {
            using var stream = new MemoryStream(NcipEncoding.Trim(document).ToArray(), writable: false);
            using var xml = XmlReader.Create(stream, Settings);
            var reader = new NcipReader(xml);
            var reading = reader.ReadDocument();
            return reading.Rejection is NcipRejection.None or NcipRejection.AnswerReceived && reader.defect is null ? reader.body : null;
        }
        catch (Exception odd) when (odd is XmlException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>
    /// The first problem an answer has, in the words of any version; null where it has none. 1.x says in other elements what 2.x says in
    /// ProblemType (ncip reference 11.2). The document must have been read before. Letters, digits and blanks only, and not many: it goes into
    /// lists and logs.
    /// </summary>
    public static string? ProblemIn(ReadOnlyMemory<byte> answer)
    {
        using var stream = new MemoryStream(NcipEncoding.Trim(answer).ToArray(), writable: false);
        using var xml = XmlReader.Create(stream, Settings);
        var isType = false;
        while (xml.Read())
        {
            if (xml.NodeType is not XmlNodeType.Element) continue;
            if (xml.LocalName == "ProblemType" || isType && xml.LocalName == "Value") return Words(xml.ReadElementContentAsString());
            isType |= xml.LocalName is "ProcessingErrorType" or "MessagingErrorType";
        }
        return null;
    }

    static string Words(string told)
    {
        var words = string.Concat(told.Trim().Take(100).Select(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' ? c : '?'));
        return words.Length == 0 ? "a problem without a type" : words;
    }

    NcipReading ReadDocument()
    {
        while (xml.Read())
        {
            if (xml.Depth > NcipLimits.Depth) return Not(NcipRejection.TooDeep, "The message is nested too deeply.", StyleSoFar);
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    var isEmpty = xml.IsEmptyElement;
                    if (xml.Depth == 0) Begin();
                    else if (Open())
                    {
                        if (isEmpty) Close();
                    }
                    else if (!isEmpty && !SkipContent()) return Not(NcipRejection.TooDeep, "The message is nested too deeply.", StyleSoFar);
                    if (defect is not null && body is not null && second is null) return Done();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    TakeText();
                    break;
                case XmlNodeType.EndElement:
                    Close();
                    break;
            }
        }
        return Done();
    }

    void Begin()
    {
        (root, rootNamespace, prefix) = (xml.LocalName, xml.NamespaceURI, xml.Prefix);
        version = xml.GetAttribute("version", NcipVersions.Namespace) ?? xml.GetAttribute("version") ?? "";
        CheckAttributes();
    }

    void CheckAttributes()
    {
        if (xml.AttributeCount > NcipLimits.Attributes) defect ??= new(ProblemTypes.Rule, xml.LocalName, null, "An element has too many attributes.");
    }

    /// <summary>False for what is not of this protocol, which is skipped.</summary>
    bool Open()
    {
        CheckAttributes();
        if (++elements > NcipLimits.Elements) defect ??= new(ProblemTypes.Rule, xml.LocalName, null, "The message has too many elements.");
        if (xml.NamespaceURI.Length > 0 && xml.NamespaceURI != NcipVersions.Namespace || xml.LocalName == Extension && open.Count != 1) return false;
        var name = xml.LocalName;
        if (NamesOfVersion1.TryGetValue(name, out var renamed))
        {
            (name, hasFirstNames) = (renamed, true);
        }
        if (open.TryPeek(out var around) && !IsKnown(name, around.Name))
        {
            // Some write a small initial, such as dateDue (ncip-field C 34).
            if (!char.IsAsciiLetterLower(name[0]) || !IsKnown(name = char.ToUpperInvariant(name[0]) + name[1..], around.Name)) return false;
        }
        var element = new NcipElement(name) { Scheme = xml.GetAttribute("Scheme", NcipVersions.Namespace) ?? xml.GetAttribute("Scheme") };
        if (open.TryPeek(out var parent))
        {
            if (name != Extension) parent.Add(element);
        }
        else if (body is null) body = element;
        else second ??= name;
        open.Push(element);
        text.Clear();
        return true;
    }

    /// <summary>What the table of the element around has no place for is ignored (section H 34).</summary>
    static bool IsKnown(string name, string around) =>
        around == Extension ? name == "NoticeContent" : Grammar.Of(around) is { } model ? model.Find(name) is not null : name is "Scheme" or "Value";

    /// <summary>Reads to the end of the element, still counting depth.</summary>
    bool SkipContent()
    {
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth > NcipLimits.Depth) return false;
            if (xml.NodeType is XmlNodeType.Element && ++elements > NcipLimits.Elements)
                defect ??= new(ProblemTypes.Rule, "Ext", null, "The message has too many elements.");
        }
        return true;
    }

    void TakeText()
    {
        if (open.Count == 0) return;
        if (!xml.CanReadValueChunk)
        {
            text.Append(xml.Value);
            return;
        }
        for (int count; (count = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0;)
            if (text.Length <= NcipLimits.Text)
                text.Append(chunk, 0, count);
    }

    void Close()
    {
        if (!open.TryPop(out var element)) return;
        if (element.Name == Extension)
        {
            // An extension that says nothing to us might as well not be there.
            if (element.HasChildren && open.Peek()[Extension] is null) open.Peek().Add(element);
            text.Clear();
            return;
        }
        if (!element.HasChildren)
        {
            element.Text = text.ToString().Trim();
            if (element.Text.Length > LimitOf(element.Name)) defect ??= new(ProblemTypes.Rule, element.Name, null, "The value is too long.");
        }
        else if (element["Value"] is { } value && element.Children.All(static child => child.Name is "Scheme" or "Value"))
        {
            (element.Scheme, element.Text) = (element["Scheme"]?.Text, value.Text);
            element.Clear();
            hasFirstNames = true;
        }
        text.Clear();
    }

    static int LimitOf(string name) =>
        name.EndsWith("Value", StringComparison.Ordinal) || name.EndsWith("Type", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal)
        || name is "AuthenticationInputData" or "NextItemToken"
            ? NcipLimits.Identifier : NcipLimits.Text;

    NcipReading Done()
    {
        var style = StyleSoFar;
        var isVersionMessage = root == "NCIPVersionMessage";
        if (!isVersionMessage && root != "NCIPMessage" || rootNamespace.Length > 0 && rootNamespace != NcipVersions.Namespace)
            return Not(NcipRejection.WrongRoot, "The root element is not an NCIP message of a known namespace.", style);
        if (body is null || second is not null)
            return Not(NcipRejection.NotOneService, "A message has one service, no more and no less.", style);
        if (body.Name == "Problem" || MessagePairs.IsResponse(body.Name))
            return new(null, style, NcipRejection.AnswerReceived, new(ProblemTypes.Protocol, body.Name, null, "An answer came where a request is due."));
        if (body.Name == "LookupVersion") return new(new(style, body, isVersionMessage, defect), style, NcipRejection.None, null);
        if (MessagePairs.Find(body.Name) is not { } pair || style.With(pair) is not { } fit)
            return new(null, style, NcipRejection.UnknownService, new(ProblemTypes.UnknownElement, body.Name, null, "Service is not known"));
        style = fit;
        return new(new(style, body, isVersionMessage, defect), style, NcipRejection.None, null);
    }

    NcipStyle StyleSoFar
    {
        get
        {
            var hasNamespace = rootNamespace == NcipVersions.Namespace;
            if (root is not ("NCIPMessage" or "NCIPVersionMessage") || !hasNamespace && rootNamespace.Length > 0) return NcipStyle.Standard;
            var known = NcipVersions.Classify(hasNamespace, version, hasFirstNames);
            var isUsable = version.Length is > 0 and <= 200;
            return new(known, hasNamespace, prefix.Length <= 32 ? prefix : "ns1", isUsable ? version : known.Text);
        }
    }

    static NcipReading Not(NcipRejection rejection, string detail, NcipStyle? style = null) =>
        new(null, style ?? NcipStyle.Standard, rejection, new(ProblemTypes.Syntax, null, null, detail));
}
