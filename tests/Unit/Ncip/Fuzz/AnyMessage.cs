using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.Unit.Sip2.Fuzz;

namespace ProtocolServer.Tests.Unit.Ncip.Fuzz;

/// <summary>Messages of every service with anything in them that the tables have a place for, in any version; then damaged, or not.</summary>
sealed class AnyMessage(Dice dice, string partner, string agency)
{
    static readonly string[] Odd = ["", " ", "红楼梦", "a|b", "\u0001", "é\u0301", "%", "'; drop", new('x', 300), "😀", "]]>", "<", "&", "10", "-1", "1.50"];

    static readonly string[] Words =
    [
        "Hold", "Loan", "Physical", "Digital", "Bibliographic Item", "Item", "Title", "Assess", "Payment", "Cancel", "Forgive", "Waive", "Write Off", "Service Charge", "Fine",
        "Purchase", "Card Replacement Charge", "Deposit Account", "Cash", "Debit Card", "Funds Transfer", "mailto", "tel", "sms", "Home", "Work", "Postal Address",
        "Available On Shelf", "Lost", "In Library Use Only", "Renewals Not Permitted", "No Reproduction", "Barcode", "PIN", "Password", "Barcode Id", "User Id", "text",
        "Block Check Out", "Trap For Lost Card", "Official Name", "adult", "child", "eng", "MAIN", "EAST", "Permanent Location", "1", "2", "1234", "Circulate", "Hold For Pickup",
        "Name Information", "User Address Information", "User Privilege", "Block Or Trap", "User Language", "Previous User Id", "Bibliographic Description", "Circulation Status",
        "Item Use Restriction Type", "Item Description", "Location", "Electronic Resource", "Physical Condition", "Security Marker", "Date Due", "Request Status Type",
        "Hold Queue Position", "Shipping Information", "Consortium Agreement", "Authentication Prompt", "Agency Address Information", "overdue notice",
    ];

    static readonly string[] Dates = ["2026-03-01T10:00:00Z", "2026-04-01T23:59:59+08:00", "2026-03-05", "2026-03-05 12:00:00", "2099-01-01T00:00:00Z", "1990-02-03T00:00:00Z", "2026-13-01", "0001-01-01T00:00:00Z", "soon", ""];

    static readonly NcipVersion[] Versions = [NcipVersion.V202, NcipVersion.V202, NcipVersion.V201, NcipVersion.V200, NcipVersion.V101, NcipVersion.V10];

    public byte[] Next()
    {
        var version = dice.Of(Versions);
        var pair = MessagePairs.All[dice.Below(MessagePairs.All.Length)];
        // A version that has no such service has no valid answer of it either.
        while (!pair.IsIn(version)) pair = MessagePairs.All[dice.Below(MessagePairs.All.Length)];
        var message = Any(pair.Request, version, 0);
        message.Add(new NcipElement("InitiationHeader")
        {
            new NcipElement("FromAgencyId") { new NcipElement("AgencyId", partner) }, new NcipElement("ToAgencyId") { new NcipElement("AgencyId", agency) },
        });
        var style = new NcipStyle(version, HasNamespace: !version.IsFirst, version.IsFirst ? "" : dice.Of("ns1", "n", ""), version.Text);
        return dice.Once(2) ? NcipWriter.Write(style, message).ToArray() : Damaged(NcipWriter.Write(style, message).ToArray());
    }

    NcipElement Any(ElementModel model, NcipVersion version, int depth)
    {
        var element = new NcipElement(model.Name);
        foreach (var place in model.Places)
        {
            if (!place.IsIn(version) || place.Name is "Ext" or "Problem" or "InitiationHeader") continue;
            var times = place.IsRequired ? dice.Once(20) ? 0 : 1 : dice.Once(depth == 0 ? 2 : 3) ? 1 : 0;
            if (times == 1 && dice.Once(place.IsRepeatable ? 4 : 60)) times = 1 + dice.Below(3);
            for (; times > 0; times--) element.Add(Grammar.Of(place.Name) is { } inner && depth < 7 ? Any(inner, version, depth + 1) : new NcipElement(place.Name, ValueOf(place.Name)));
        }
        return element;
    }

    string ValueOf(string name) => name switch
    {
        _ when Grammar.Flags.Contains(name) => "",
        _ when dice.Once(12) => dice.Of(Odd),
        "AgencyId" => dice.Of(agency, partner),
        "CurrencyCode" => dice.Of("EUR", "CNY", "NOK", "HUF", "JPY"),
        "MonetaryValue" => dice.Of("100", "250", "0", "1000000"),
        "AuthenticationInputData" => dice.Of("1234", "c1"),
        "RequestType" => dice.Of("Hold", "Loan", "Physical", "Estimate"),
        _ when name.Contains("Date", StringComparison.Ordinal) => dice.Of(Dates),
        _ when name.EndsWith("IdentifierValue", StringComparison.Ordinal) => dice.Of("c1", "b1", "b1:E004", "17"),
        _ => dice.Of(Words),
    };

    byte[] Damaged(byte[] document)
    {
        var bytes = document.ToList();
        for (var edits = 1 + dice.Below(3); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = dice.Below(bytes.Count);
            switch (dice.Below(4))
            {
                case 0: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + dice.Below(20))); break;
                case 1: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + dice.Below(200)))); break;
                case 2: bytes[at] = (byte)dice.Below(256); break;
                default: bytes.InsertRange(at, "<![CDATA[x]]>"u8.ToArray()); break;
            }
        }
        return [.. bytes];
    }
}
