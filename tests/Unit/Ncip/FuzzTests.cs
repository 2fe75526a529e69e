using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>100 000 documents that were damaged on the way: each is a message or a rejection, never an exception.</summary>
public sealed class FuzzTests
{
    static readonly string[] Seeds =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "conformance/corpus/ncip"), "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllText),
        .. MessagePairs.All.Select(EveryElement),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><n:NCIPMessage xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"x\"><n:LookupUser><n:InitiationHeader><n:FromAgencyId><n:AgencyId n:Scheme=\"s\">A</n:AgencyId></n:FromAgencyId><n:ToAgencyId><n:AgencyId>B</n:AgencyId></n:ToAgencyId></n:InitiationHeader><n:UserId><n:UserIdentifierValue>红1</n:UserIdentifierValue></n:UserId><n:LoanedItemsDesired/></n:LookupUser></n:NCIPMessage>",
        "<!DOCTYPE NCIPMessage PUBLIC \"a\" \"b\"><NCIPMessage version=\"v1_0\"><CheckInItem><UniqueItemId><UniqueAgencyId><Scheme>s</Scheme><Value>A</Value></UniqueAgencyId><ItemIdentifierValue><![CDATA[b]]>&#49;</ItemIdentifierValue></UniqueItemId><!-- c --></CheckInItem></NCIPMessage>",
    ];

    /// <summary>A request with everything in it that its table has a place for, two levels deep.</summary>
    static string EveryElement(MessagePair pair)
    {
        var text = new StringBuilder($"<NCIPMessage xmlns=\"{NcipVersions.Namespace}\" version=\"2.02\">");
        Put(text, pair.Request, 0);
        return text.Append("</NCIPMessage>").ToString();
    }

    static void Put(StringBuilder text, ElementModel model, int depth)
    {
        text.Append('<').Append(model.Name).Append('>');
        foreach (var place in model.Places)
        {
            if (depth < 3 && Grammar.Of(place.Name) is { } inner) Put(text, inner, depth + 1);
            else text.Append('<').Append(place.Name).Append(">1</").Append(place.Name).Append('>');
        }
        text.Append("</").Append(model.Name).Append('>');
    }

    static readonly string[] Scraps = ["<", ">", "/", "&", "\"", "'", "<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&x;", "<?", "xmlns", "Ext", "\0", "\uFFFF", "<a>", "</a>", " ", "=", "encoding=\"utf-16\""];

    [Fact]
    public void No_document_makes_the_reader_or_the_scanner_stumble()
    {
        const int Documents = 100_000;
        var seed = Chance.Seed(20_260_301);
        var random = new Random(seed);
        var messages = 0;
        for (var n = 0; n < Documents; n++)
        {
            var document = new StringBuilder(Seeds[random.Next(Seeds.Length)]);
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(document.Length);
                if (random.Next(2) == 0) document.Remove(at, Math.Min(document.Length - at, random.Next(1, 12)));
                else document.Insert(at, Scraps[random.Next(Scraps.Length)]);
                if (document.Length == 0) document.Append('x');
            }
            var bytes = Encoding.UTF8.GetBytes(document.ToString());
            var because = $"seed {seed}, document {n}: {document}";
            var reading = NcipReader.Read(bytes);
            (reading.Message is null).Should().Be(reading.Rejection is not NcipRejection.None, because);
            if (reading.Message is null) continue;
            messages++;
            // What is wrong with it is told, and the answer is a document.
            if (n % 10 == 0)
            {
                var pair = MessagePairs.Find(reading.Message.Service);
                if (pair is null) continue;
                var problems = MessageCheck.Of(reading.Message.Body, pair.Request);
                var answer = Answers.Problems(reading.Message, pair, reading.Style, problems.Append(new(ProblemTypes.Rule, "x", document.ToString(0, Math.Min(document.Length, 60)))));
                NcipReader.ReadAnswer(answer).Should().NotBeNull(because);
            }
            // What the reader takes for one document, the scanner of bare connections finds the end of.
            new NcipBytes().TryEnd(bytes, out var used).Should().BeTrue(because);
            used.Should().BeLessThanOrEqualTo(bytes.Length);
        }
        messages.Should().BeGreaterThan(Documents / 100, "most edits of a text leave a message");
    }
}
