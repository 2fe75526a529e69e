using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>What the codec takes from the heap: nothing of it is large enough for the large-object heap (85 000 bytes).</summary>
public sealed class AllocationTests
{
    const int LargeObject = 85_000;

    static readonly byte[] Question = Encoding.UTF8.GetBytes("""
        <?xml version="1.0" encoding="UTF-8"?><n:NCIPMessage xmlns:n="http://www.niso.org/2008/ncip" n:version="http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd">
        <n:LookupUser><n:InitiationHeader><n:FromAgencyId><n:AgencyId>ILL</n:AgencyId></n:FromAgencyId><n:ToAgencyId><n:AgencyId>TOWN</n:AgencyId></n:ToAgencyId></n:InitiationHeader>
        <n:UserId><n:UserIdentifierValue>1000001</n:UserIdentifierValue></n:UserId><n:UserElementType>Name Information</n:UserElementType><n:UserElementType>User Privilege</n:UserElementType>
        <n:LoanedItemsDesired/><n:RequestedItemsDesired/><n:UserFiscalAccountDesired/></n:LookupUser></n:NCIPMessage>
        """);

    [Fact]
    public void Reading_a_question_and_writing_an_answer_takes_less_than_one_large_object_together()
    {
        var answer = Answer(loans: 20);
        var pair = MessagePairs.Find("LookupUser")!;
        var style = NcipReader.Read(Question).Style;
        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Once();
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        taken.Should().BeLessThan(LargeObject, "then no single object of it can be a large one");

        void Once()
        {
            NcipReader.Read(Question).Message.Should().NotBeNull();
            NcipWriter.Write(style, answer, pair).Length.Should().BeGreaterThan(1000);
        }
    }

    /// <summary>The largest answer a partner can ask for: pieces of it are put together at the end, and only once.</summary>
    [Fact]
    public void A_large_answer_is_written_without_growing_through_the_large_object_heap()
    {
        var (answer, pair) = (Answer(loans: 2000), MessagePairs.Find("LookupUser")!);
        NcipWriter.Write(NcipStyle.Standard, answer, pair);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = NcipWriter.Write(NcipStyle.Standard, answer, pair).Length;
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        length.Should().BeGreaterThan(LargeObject);
        taken.Should().BeLessThan(length + length / 4, "one array for the answer, and little else");
    }

    static NcipElement Answer(int loans)
    {
        var answer = new NcipElement("LookupUserResponse") { new NcipElement("UserId") { new NcipElement("UserIdentifierValue", "1000001") } };
        for (var n = 0; n < loans; n++)
            answer.Add(new NcipElement("LoanedItem")
            {
                new NcipElement("ItemId") { new NcipElement("AgencyId", "TOWN"), new NcipElement("ItemIdentifierType", "Barcode"), new NcipElement("ItemIdentifierValue", "B1") },
                new NcipElement("DateDue", "2026-04-01T23:59:59+08:00"), new NcipElement("Title", "The long and winding title & more"),
            });
        return answer;
    }
}
