namespace ProtocolServer.Ncip.Wire;

/// <summary>How a partner writes its messages, so that the answer is written alike.</summary>
/// <param name="HasNamespace">Whether elements are in the namespace of 2.x.</param>
/// <param name="Prefix">Of the elements; empty for a default namespace.</param>
/// <param name="VersionText">The partner's own words for the version.</param>
sealed record NcipStyle(NcipVersion Version, bool HasNamespace, string Prefix, string VersionText)
{
    /// <summary>Values without the address of their list.</summary>
    public bool PlainValues { get; init; }

    /// <summary>With the DOCTYPE, in 1.x.</summary>
    public bool HasDoctype { get; init; }

    /// <summary>Searched for the word "Problem" as text: values have it in another spelling, which means the same to XML.</summary>
    public bool IsSearched { get; init; }

    /// <summary>
    /// In a version that has the service: who asks for what is new speaks the newer version, whatever its attribute says, and the answer says so; null where the service
    /// came or went with the names of elements.
    /// </summary>
    public NcipStyle? With(MessagePair pair) =>
        pair.IsIn(Version) ? this : Version < pair.Since && Version.IsFirst == pair.Since.IsFirst ? this with { Version = pair.Since, VersionText = pair.Since.Text } : null;

    /// <summary>How we write where nobody has written to us first.</summary>
    public static NcipStyle Of(NcipVersion version) => new(version, HasNamespace: !version.IsFirst, version.IsFirst ? "" : "ns1", version.Text);

    public static readonly NcipStyle Standard = new(NcipVersion.V202, HasNamespace: true, "ns1", NcipVersion.V202.Text);
}

/// <summary>A message whose service is known.</summary>
/// <param name="Body">The service's element.</param>
/// <param name="IsVersionMessage">LookupVersion in its own document type.</param>
/// <param name="Defect">Why it can't be executed although its service is known.</param>
sealed record NcipMessage(NcipStyle Style, NcipElement Body, bool IsVersionMessage = false, Problem? Defect = null)
{
    public string Service => Body.Name;

    public NcipElement? Header => Body["InitiationHeader"];
}

/// <summary>What became of a document: a message, or why it is none.</summary>
/// <param name="Problem">What is said on the level of the message; null where there is a message.</param>
readonly record struct NcipReading(NcipMessage? Message, NcipStyle Style, NcipRejection Rejection, Problem? Problem);
