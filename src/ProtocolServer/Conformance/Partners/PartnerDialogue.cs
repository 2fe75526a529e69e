using System.Text;
using System.Xml;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance.Partners;

/// <summary>A partner's side of a transcript: puts headers around what it says, remembers what was asked, judges what comes back.</summary>
/// <param name="validate">What a schema finds wrong with an answer; nothing where there is no schema.</param>
sealed class PartnerDialogue(
    FixturePartner partner, string agency, NcipVersion version, PartnerLine line, Func<string, IReadOnlyList<string>> validate)
{
    readonly List<ReadOnlyMemory<byte>> held = [];
    byte[] last = [];
    int[] split = [];
    int together;
    bool isRaw;

    public void SplitNext(int[] sizes) => split = sizes;

    public void HoldNext(int messages) => together = messages;

    public void Inherit(PartnerDialogue before) => last = before.last;

    public Task ResendAsync(CancellationToken cancel) => PutAsync(last, cancel);

    public ValueTask CloseAsync(bool isAbrupt) => line.CloseAsync(isAbrupt);

    public Task SendAsync(string text, bool raw, Vocabulary words, CancellationToken cancel)
    {
        isRaw = raw;
        var filled = words.Fill(raw ? text : MessageTree.Spelled(text));
        return PutAsync(raw ? RawBytes.Read(filled) : Document(filled), cancel);
    }

    byte[] Document(string text)
    {
        var body = MessageTree.ToMessage(MessageTree.Parse(text));
        Own(body);
        if (body["InitiationHeader"] is null) body.Add(new NcipElement("InitiationHeader")
        {
            new NcipElement("FromAgencyId") { new NcipElement("AgencyId", partner.Id) },
            NcipElement.Of("FromAgencyAuthentication", partner.Secret),
            new NcipElement("ToAgencyId") { new NcipElement("AgencyId", agency) },
        });
        return NcipWriter.Write(new(version, HasNamespace: !version.IsFirst, version.IsFirst ? "" : "ns1", version.Text), body).ToArray();
    }

    /// <summary>Every id of 1.x has an agency.</summary>
    void Own(NcipElement element)
    {
        if (version.IsFirst && element.Name is "UserId" or "ItemId" or "RequestId" && element["AgencyId"] is null)
            element.Add(new NcipElement("AgencyId", element.Name == "RequestId" ? partner.Id : agency));
        foreach (var child in element.Children) Own(child);
    }

    Task PutAsync(byte[] document, CancellationToken cancel)
    {
        last = document;
        if (together > 0)
        {
            held.Add(document);
            if (--together > 0) return Task.CompletedTask;
            document = [.. held.SelectMany(static one => one.ToArray())];
            held.Clear();
        }
        var pieces = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        foreach (var size in split.TakeWhile(_ => at < document.Length))
        {
            var length = Math.Min(size, document.Length - at);
            pieces.Add(document.AsMemory(at, length));
            at += length;
        }
        if (at < document.Length) pieces.Add(document.AsMemory(at));
        split = [];
        return line.SendAsync(pieces, cancel);
    }

    /// <summary>Null when the answer is as expected.</summary>
    public async Task<string?> ExpectAsync(string text, bool raw, Vocabulary words, CancellationToken cancel)
    {
        if (await line.ReceiveAsync(cancel) is not { } document) return "the line was closed instead of an answer.";
        var whole = Encoding.UTF8.GetString(document);
        if (raw) return AnswerMatch.Find(words.Read(text), line.Fault is null ? whole : line.Fault + whole, words.Kept) is { } other ? Explained.Difference(other) : null;
        if (line.Fault is { } fault) return fault;
        try
        {
            var (content, said) = MessageTree.Read(document);
            if (TreeMatch.Find(MessageTree.Parse(MessageTree.Spelled(text)), content, words) is { } difference) return Explained.Difference(difference);
            if (!isRaw && said != version.Text) return $"the answer says version {said} where {version.Text} was asked in.";
            return validate(whole) is { Count: > 0 } mistakes ? $"the answer is not valid: {string.Join(' ', mistakes)}\n  {whole}" : null;
        }
        catch (XmlException odd)
        {
            return $"the answer is not well-formed: {odd.Message}\n  {whole}";
        }
    }

    /// <summary>Null when the other end closes.</summary>
    public async Task<string?> ExpectCloseAsync(CancellationToken cancel)
    {
        try
        {
            return await line.ReceiveAsync(cancel) is { } more ? $"an answer came instead of a close: {Encoding.UTF8.GetString(more)}" : null;
        }
        catch (TimeoutException)
        {
            return "the line was left open.";
        }
    }
}
