using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>Answers from their header on: data, problems of a service, problems of a message.</summary>
static class Answers
{
    /// <summary>The service's response with its header: the ends change places (ncip reference 3).</summary>
    public static NcipElement Begin(NcipMessage message, MessagePair pair)
    {
        var answer = new NcipElement(pair.Response.Name);
        if (message.Header is { } header)
            answer.Add(new NcipElement("ResponseHeader") 
            {
                End("FromAgencyId", header["ToAgencyId"]), System("ToSystemId", header["FromSystemId"]), End("ToAgencyId", header["FromAgencyId"]),
            });
        else if (message.Style.Version.IsFirst)
            answer.Add(new NcipElement("ResponseHeader") { End("FromAgencyId", null), End("ToAgencyId", null) });
        return answer;
    }

    public static NcipElement End(string name, NcipElement? other) =>
        new(name) { new NcipElement("AgencyId", other?.TextAt("AgencyId") ?? "", other?["AgencyId"]?.Scheme) };

    /// <summary>Some brokers find their own system again by it.</summary>
    static NcipElement? System(string name, NcipElement? other) => other is { Text.Length: > 0 } ? new(name, other.Text, other.Scheme) : null;

    public static ReadOnlyMemory<byte> Write(NcipStyle style, NcipElement answer, MessagePair pair) => NcipWriter.Write(style, answer, pair);

    /// <summary>Problems inside the service's own response.</summary>
    public static ReadOnlyMemory<byte> Problems(NcipMessage message, MessagePair pair, NcipStyle style, params IEnumerable<Problem> problems)
    {
        var answer = Begin(message, pair);
        foreach (var problem in problems)
        {
            answer.Add(ElementOf(problem));
            // 1.x has one problem per response.
            if (style.Version.IsFirst) break;
        }
        return NcipWriter.Write(style, answer, pair);
    }

    /// <summary>A problem of a message whose service is not known; 1.x has no such thing, and gets what is valid for 2.x.</summary>
    public static ReadOnlyMemory<byte> Problem(NcipStyle style, Problem problem) =>
        NcipWriter.Write(style.Version.IsFirst ? NcipStyle.Standard : style, ElementOf(problem));

    public static NcipElement ElementOf(Problem problem) => new("Problem")
    {
        new NcipElement("ProblemType", problem.Type),
        new NcipElement("ProblemDetail", problem.Detail ?? problem.Type),
        NcipElement.Of("ProblemElement", problem.Element),
        NcipElement.Of("ProblemValue", problem.Value),
    };
}
