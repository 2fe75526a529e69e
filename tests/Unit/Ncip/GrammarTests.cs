using System.Xml.Schema;
using FluentAssertions;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>The tables of messages and composites against the published schema, element by element.</summary>
public sealed class GrammarTests
{
    [Fact]
    public void Every_composite_of_the_2_02_schema_is_in_the_tables_with_its_children_in_order()
    {
        if (NcipSchemas.Missing is { } missing) Assert.Skip(missing);
        var wrong = new List<string>();
        foreach (XmlSchemaElement element in NcipSchemas.Schema("ncip_v2_02.xsd").GlobalElements.Values)
        {
            if (element.ElementSchemaType is not XmlSchemaComplexType { ContentTypeParticle: XmlSchemaGroupBase content } || element.Name is "NCIPMessage" or "Ext") continue;
            if (Grammar.Of(element.Name!) is not { } model)
            {
                wrong.Add($"{element.Name} is missing");
                continue;
            }
            var ours = model.Places.Where(place => place.IsIn(NcipVersion.V202)).Select(place => place.Name).ToList();
            var theirs = new List<(string Name, bool IsRepeatable)>();
            Flatten(content, isRepeated: false, theirs);
            foreach (var lost in theirs.Select(child => child.Name).Except(ours)) wrong.Add($"{element.Name} lacks {lost}");
            foreach (var odd in ours.Except(theirs.Select(child => child.Name)).Except(["Ext"])) wrong.Add($"{element.Name} has {odd}, which the schema does not");
            foreach (var (name, isRepeatable) in theirs.DistinctBy(child => child.Name))
                if (model.Find(name) is { } place && place.IsRepeatable != isRepeatable && name != "Problem")
                    wrong.Add($"{element.Name}/{name}: repeatable is {isRepeatable} in the schema");
            Order(content, element.Name!, ours, wrong);
        }
        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Every_scheme_value_element_of_the_schema_is_known_as_one()
    {
        if (NcipSchemas.Missing is { } missing) Assert.Skip(missing);
        NcipSchemas.Schema("ncip_v2_02.xsd").GlobalElements.Values.Cast<XmlSchemaElement>()
            .Where(element => element.SchemaTypeName.Name == "SchemeValuePair" != Schemes.IsSchemed(element.Name!))
            .Select(element => element.Name).Should().BeEmpty();
    }

    /// <summary>In every sequence of the schema, what comes first there comes first here.</summary>
    static void Order(XmlSchemaGroupBase group, string element, List<string> ours, List<string> wrong)
    {
        if (group is XmlSchemaSequence)
        {
            var before = new List<string>();
            foreach (var item in group.Items)
            {
                var names = new List<(string Name, bool)>();
                Flatten((XmlSchemaParticle)item, false, names);
                foreach (var (name, _) in names)
                    foreach (var earlier in before)
                        if (earlier != name && earlier != "Ext" && ours.IndexOf(earlier) > ours.IndexOf(name))
                            wrong.Add($"{element}: {earlier} comes before {name}");
                before.AddRange(names.Select(pair => pair.Name));
            }
        }
        foreach (var item in group.Items)
            if (item is XmlSchemaGroupBase inner)
                Order(inner, element, ours, wrong);
    }

    static void Flatten(XmlSchemaParticle particle, bool isRepeated, List<(string Name, bool IsRepeatable)> into)
    {
        var repeats = isRepeated || particle.MaxOccurs > 1;
        if (particle is XmlSchemaElement element) into.Add((element.QualifiedName.Name, repeats));
        else if (particle is XmlSchemaGroupBase group)
            foreach (var item in group.Items)
                Flatten((XmlSchemaParticle)item, repeats, into);
    }

    [Fact]
    public void Every_element_a_message_may_hold_is_either_a_composite_or_a_leaf_and_never_both()
    {
        foreach (var model in Grammar.All)
            model.Places.Select(place => place.Name).Should().OnlyHaveUniqueItems($"{model.Name} has each child in one place");
    }
}
