using System.Text;
using System.Xml;
using System.Xml.Schema;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// The published schemas of NCIP, which are not part of this repository: where they lie beside the checkout every answer is validated,
/// elsewhere <see cref="Missing"/> says which file to put where.
/// </summary>
public static class NcipSchemas
{
    const string Namespace = "http://www.niso.org/2008/ncip";

    static readonly string? Folder = Candidates().FirstOrDefault(Directory.Exists);

    /// <summary>Null when the schemas are there.</summary>
    public static string? Missing { get; } =
        Folder is null ? "The NCIP schemas are missing: put ncip_v2_02.xsd, ncip_v2_01.xsd, ncip_v2_0.xsd, ncip_v1_0.dtd and ncip_version.xsd into ../shared/reference/ncip." : null;

    static readonly Dictionary<string, XmlSchemaSet> Loaded = new(StringComparer.Ordinal);

    /// <summary>The compiled schema of a file.</summary>
    public static XmlSchemaSet Schema(string file)
    {
        lock (Loaded)
        {
            if (Loaded.TryGetValue(file, out var known)) return known;
            var set = new XmlSchemaSet { XmlResolver = null };
            using var reader = XmlReader.Create(Path.Combine(Folder!, file), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            set.Add(null, reader);
            set.Compile();
            return Loaded[file] = set;
        }
    }

    /// <summary>What is wrong with an answer; empty when it is valid or when there is nothing to validate it with.</summary>
    public static IReadOnlyList<string> Mistakes(string document)
    {
        if (Folder is null) return [];
        var errors = new List<string>();
        var isFirst = !document.Contains(Namespace, StringComparison.Ordinal);
        // There is no schema of 2.x without a namespace, and none of 1.01, which added this service.
        if (isFirst && (document.Contains("ncip_v2_", StringComparison.Ordinal) || document.Contains("<LookupRequestResponse>", StringComparison.Ordinal))) return errors;
        if (isFirst && document.Contains("NCIPVersionMessage", StringComparison.Ordinal)) Validate(document, Schema("ncip_version.xsd"), errors);
        else if (isFirst) ValidateByDtd(document, errors);
        else Validate(document, Schema(FileOf(document)), errors);
        return errors;
    }

    static string FileOf(string document) =>
        document.Contains("v2_01.xsd\"", StringComparison.Ordinal) ? "ncip_v2_01.xsd" : document.Contains("v2_0.xsd\"", StringComparison.Ordinal) ? "ncip_v2_0.xsd" : "ncip_v2_02.xsd";

    static void Validate(string document, XmlSchemaSet schema, List<string> errors)
    {
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schema, XmlResolver = null };
        settings.ValidationEventHandler += (_, e) => errors.Add(e.Message);
        using var reader = XmlReader.Create(new StringReader(document), settings);
        while (reader.Read()) { }
    }

    static void ValidateByDtd(string document, List<string> errors)
    {
        var root = document.IndexOf("<NCIPMessage", StringComparison.Ordinal);
        var withDtd = new StringBuilder("<!DOCTYPE NCIPMessage SYSTEM \"ncip_v1_0.dtd\">").Append(document.AsSpan(root)).ToString();
        var settings = new XmlReaderSettings
        {
            ValidationType = ValidationType.DTD, DtdProcessing = DtdProcessing.Parse, XmlResolver = new OneFile(Path.Combine(Folder!, "ncip_v1_0.dtd")),
        };
        settings.ValidationEventHandler += (_, e) => errors.Add(e.Message);
        using var reader = XmlReader.Create(new StringReader(withDtd), settings);
        while (reader.Read()) { }
    }

    static IEnumerable<string> Candidates()
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared", "reference", "ncip");
    }

    sealed class OneFile(string path) : XmlResolver
    {
        public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn) => File.OpenRead(path);
    }
}
