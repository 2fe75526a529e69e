using FluentAssertions;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Dialects;
using Xunit;
using static ProtocolServer.Tests.Unit.Profiles.ProfileKit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Terminal profiles as files: what they mean, and every mistake with file, line and key.</summary>
public sealed class ProfileFileTests
{
    [Fact]
    public void The_profiles_that_come_with_the_server_have_no_mistake()
    {
        var read = ProfileDirectory.Load(folder: null);
        read.Errors.Should().BeEmpty();
        read.Value!.Keys.Should().Contain([
            "default-2.00", "sip-1.00", "sorter", "rfid-gate", "copier", "cash-machine", "card-issuing", "e-resources", "staff-desk", "interlib", "jinpan", "dp2", "telnet",
        ]);
        read.Value.Values.Should().OnlyContain(profile => profile.Title.Length > 0);
    }

    [Fact]
    public void Every_profile_that_comes_with_the_server_compiles_for_both_versions()
    {
        foreach (var profile in ProfileDirectory.Load(folder: null).Value!.Values)
            foreach (var isVersion1 in (bool[])[true, false])
                DialectCompiler.Compile(profile, isVersion1, TimeZoneInfo.Utc).Table.Find("99").Should().NotBeNull(profile.Name);
    }

    [Fact]
    public void A_file_shows_only_what_differs_from_the_one_it_is_like()
    {
        var read = Read(
            ("model", "title: Model\nwire: {encoding: gbk, terminator: crlf}\ncodes: {currencies: {CNY: RMB}}\nfields: [{in: \"12\", field: AJ, hide: true}]"),
            ("heir", "like: model\nwire: {terminator: lf}\ncodes: {currencies: {EUR: EUX}}\n"
                + "fields: [{in: \"12\", field: AJ, hide: false}]"));
        read.Errors.Should().BeEmpty();
        var heir = read.Value!["heir"];
        heir.Title.Should().Be("Model");
        heir.Wire.Should().Be(new WireHabits { Encoding = "gbk", LineEnd = LineEnd.Lf });
        heir.Codes.Currencies.Should().HaveCount(2).And.ContainKey("CNY");
        // The later rule has the last word.
        heir.Fields.Should().HaveCount(2);
        Answer(DialectCompiler.Compile(heir, isVersion1: false, TimeZoneInfo.Utc), "121NNN20260301    101500AOX|AA1|AB2|AJT|AH|").Should().Contain("AJT|");
    }

    [Fact]
    public void All_mistakes_of_all_files_are_told_at_once()
    {
        var read = Read(
            ("a", "wire:\n  encoding: latin\n  terminator: ff\n  delimiter: ab\n  due-date: dd\nspeed: 3"),
            ("b", "like: c"));
        read.Value!.Keys.Should().BeEmpty();
        read.Errors.Select(e => (e.File, e.Line, e.Key)).Should().Equal(
            ("a.yaml", 2, "wire.encoding"), ("a.yaml", 3, "wire.terminator"), ("a.yaml", 4, "wire.delimiter"), ("a.yaml", 5, "wire.due-date"),
            ("a.yaml", 6, "speed"), ("b.yaml", 1, "like"));
    }

    [Theory]
    [InlineData("like: test", 1, "like", "circle")]
    [InlineData("version: \"3.00\"", 1, "version", "1.00")]
    [InlineData("wire: {error-detection: always}", 1, "wire.error-detection", "demanded")]
    [InlineData("wire: {zone: local}", 1, "wire.zone", "blank")]
    [InlineData("wire: {longest-answer: 10}", 1, "wire.longest-answer", "256")]
    [InlineData("log-in: {by: magic}", 1, "log-in.by", "certificate")]
    [InlineData("messages: {allowed: [\"11\", \"12\"]}", 1, "messages.allowed[2]", "not a message of a terminal")]
    [InlineData("messages: {extensions: [copying]}", 1, "messages.extensions[1]", "card-issuing")]
    [InlineData("status: {timeout: 0}", 1, "status.timeout", "1 to 999")]
    [InlineData("languages: {default: zh, allowed: [en]}", 1, "languages.default", "not among the allowed")]
    [InlineData("languages: {allowed: [xx]}", 1, "languages.allowed[1]", "ISO 639-1")]
    [InlineData("fields:\n  - {in: \"99x\", field: AJ, hide: true}", 2, "fields[1].in", "not a message")]
    [InlineData("fields:\n  - {in: \"12\", field: nothing, hide: true}", 2, "fields[1].field", "not a field")]
    [InlineData("fields:\n  - {in: \"12\", field: AJ}", 2, "fields[1]", "changes nothing")]
    [InlineData("fields:\n  - {in: \"12\", field: AJ, rename: AY}", 2, "fields[1].rename", "not AY")]
    [InlineData("fields:\n  - {in: \"12\", field: AJ, template: \"{AJ\"}", 2, "fields[1].template", "brace")]
    [InlineData("fields:\n  - {in: \"12\", field: AJ, template: \"{nope}\"}", 2, "fields[1].template", "names no field")]
    [InlineData("fields:\n  - {in: \"12\", field: AJ, replace: [{pattern: \"(\", with: x}]}", 2, "fields[1].replace[1].pattern", "regular expression")]
    [InlineData("fields:\n  - {in: \"18\", field: circulation-status, hide: true}", 2, "fields[1].hide", "fixed field")]
    [InlineData("order: [{in: \"12\", fields: [A]}]", 1, "order[1].fields[1]", "two characters")]
    [InlineData("codes: {payment-types: {\"5\": \"05\"}}", 1, "codes.payment-types.5", "2 characters")]
    [InlineData("amounts: {owed: CC}", 1, "amounts", "two amounts")]
    [InlineData("amounts: {owed: balance}", 1, "amounts.owed", "field id")]
    [InlineData("security: {resensitize: unknown}", 1, "security.resensitize", "can't be said")]
    [InlineData("security: {magnetic-media: [\"4\"]}", 1, "security.magnetic-media[1]", "three digits")]
    [InlineData("alert-type: sometimes", 1, "alert-type", "with-alert")]
    [InlineData("rules: {pin: perhaps}", 1, "rules.pin", "required")]
    [InlineData("rules: {pin-for: [pay]}", 1, "rules.pin-for", "unless")]
    [InlineData("rules: {pin: required, pin-for: [sing]}", 1, "rules.pin-for[1]", "enquire")]
    [InlineData("rules: {overrides: [card-lost]}", 1, "rules.overrides[1]", "can't be overridden")]
    [InlineData("sorting:\n  - {bin: \"1\"}\n  - {bin: \"2\"}", 3, "sorting[2]", "never be reached")]
    [InlineData("sorting:\n  - {bin: \"1\", when: {colour: red}}", 2, "sorting[1].when.colour", "sorter can ask")]
    [InlineData("sorting:\n  - {bin: \"1\", when: {hold: maybe}}", 2, "sorting[1].when.hold", "elsewhere")]
    [InlineData("sorting:\n  - {bin: \"1\", when: {class: {\"~\": x}}}", 2, "sorting[1].when.class.~", "comparison")]
    [InlineData("sorting:\n  - {bin: \"1\", when: {class: {range: [a]}}}", 2, "sorting[1].when.class.range", "two values")]
    [InlineData("sorting:\n  - {bin: \"1\", when: {class: {pattern: \"[\"}}}", 2, "sorting[1].when.class.pattern", "regular expression")]
    public void A_mistake_is_told_with_its_line_and_key(string yaml, int line, string key, string words)
    {
        var error = Read(("test", yaml)).Errors.Should().ContainSingle().Subject;
        error.File.Should().Be("test.yaml");
        error.Line.Should().Be(line);
        error.Key.Should().Be(key);
        error.Message.Should().Contain(words);
    }

    [Fact]
    public void A_circle_of_three_is_told_and_the_others_stay_usable()
    {
        var read = Read(("a", "like: b"), ("b", "like: c"), ("c", "like: a"), ("good", "title: Good"));
        read.Errors.Should().ContainSingle().Which.Message.Should().Contain("circle");
        read.Value!.Keys.Should().Equal("good");
    }

    [Fact]
    public void The_rules_that_are_decisions_are_read_whole()
    {
        var rules = Profile("""
            rules:
              pin: required
              pin-for: [pay, hold]
              not-lent: [laptop]
              not-taken-back: [laptop, toy]
              overrides: [fines-owed]
              staff-data: false
            """).Rules;
        rules.Pin.Should().Be(PinRequirement.Required);
        rules.PinActs.Should().BeEquivalentTo([Act.Pay, Act.PlaceHold]);
        rules.NotLent.Should().Equal("laptop");
        rules.NotTakenBack.Should().BeEquivalentTo("laptop", "toy");
        rules.Overrides.Should().Equal("fines-owed");
        rules.AllowsStaffData.Should().BeFalse();
        Profile("rules: {pin: required}").Rules.PinActs.Should().HaveCount(6, "without a list a PIN is asked for every act that has one");
    }
}
