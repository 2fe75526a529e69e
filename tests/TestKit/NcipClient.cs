using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace ProtocolServer.Tests.TestKit;

/// <summary>A partner over HTTP: wraps a service's content into a message, and validates every answer.</summary>
public sealed class NcipClient(Uri address, string from, string to) : IDisposable
{
    const string Namespace = "http://www.niso.org/2008/ncip";
    const string Version = "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd";

    /// <summary>FromAgencyAuthentication, where the server asks for it.</summary>
    public string? Secret { get; init; }

    readonly HttpClient http = new() { Timeout = Waiting.Limit };

    /// <summary>A message in version 2.02, without prefixes.</summary>
    public string Message(string service, string content) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <NCIPMessage xmlns="{Namespace}" xmlns:n="{Namespace}" n:version="{Version}"><{service}><InitiationHeader><FromAgencyId><AgencyId>{from}</AgencyId></FromAgencyId>{(Secret is null ? "" : $"<FromAgencyAuthentication>{Secret}</FromAgencyAuthentication>")}<ToAgencyId><AgencyId>{to}</AgencyId></ToAgencyId></InitiationHeader>{content}</{service}></NCIPMessage>
        """;

    /// <summary>Sends a service's content and gives the service's response without its header.</summary>
    public async Task<XElement> AskAsync(string service, string content)
    {
        var answer = await SendAsync(Message(service, content));
        var body = answer.Elements().Single();
        if (body.Name.LocalName != service + "Response") throw new InvalidDataException($"Not the response of {service}: {answer}");
        return body;
    }

    /// <summary>Sends a whole document and gives the root of the answer, validated.</summary>
    public async Task<XElement> SendAsync(string document) => Read(await PostAsync(new StringContent(document, new MediaTypeHeaderValue("application/xml", "utf-8"))));

    public async Task<XElement> SendAsync(HttpContent content) => Read(await PostAsync(content));

    public async Task<string> PostAsync(HttpContent content)
    {
        using var response = await http.PostAsync(address, content);
        if (response.StatusCode is not HttpStatusCode.OK) throw new InvalidDataException($"The status is {(int)response.StatusCode}.");
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>An answer as a tree without namespaces, which is easier to ask.</summary>
    public static XElement Read(string document)
    {
        if (NcipSchemas.Mistakes(document) is { Count: > 0 } mistakes) throw new InvalidDataException($"The answer is not valid: {string.Join(" ", mistakes)}\n{document}");
        return Plain(XElement.Parse(document, LoadOptions.PreserveWhitespace));
    }

    static XElement Plain(XElement element) => new(element.Name.LocalName,
        element.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => new XAttribute(a.Name.LocalName, a.Value)),
        element.Nodes().Select(node => node is XElement child ? Plain(child) : node));

    public void Dispose() => http.Dispose();
}
