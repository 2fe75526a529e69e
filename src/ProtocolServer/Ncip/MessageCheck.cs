using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// A message against its table. Unknown elements and another order are no matter; what is missing, or stands twice where once is meant, is
/// told: a reader that takes the first of two UserIds serves somebody else.
/// </summary>
static class MessageCheck
{
    public static IReadOnlyList<Problem> Of(NcipElement body, ElementModel model)
    {
        var problems = new List<Problem>();
        Check(body, model, problems);
        return problems;
    }

    static void Check(NcipElement element, ElementModel model, List<Problem> problems)
    {
        foreach (var group in model.Required)
            if (!group.Any(place => element[place.Name] is not null))
                problems.Add(new(ProblemTypes.NeededData, group[0].Name));
        foreach (var place in model.Places)
        {
            var count = 0;
            foreach (var child in element.Each)
                if (child.Name == place.Name)
                    count++;
            if (count > 1 && !place.IsRepeatable) problems.Add(new(ProblemTypes.Syntax, place.Name, null, "The element stands more than once."));
            if (count > NcipLimits.Repetitions) problems.Add(new(ProblemTypes.Rule, place.Name, null, "The element stands too often."));
        }
        foreach (var child in element.Each)
            if (problems.Count < 10 && model.Find(child.Name) is not null && Grammar.Of(child.Name) is { } inner)
                Check(child, inner, problems);
    }
}
