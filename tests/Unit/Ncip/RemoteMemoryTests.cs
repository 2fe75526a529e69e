using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Initiate;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

public sealed class RemoteMemoryTests
{
    readonly ManualTime time = new(Scene.Noon);
    readonly RemoteMemory memory;

    public RemoteMemoryTests() => memory = new(new() { FreshSeconds = 60, KeptSeconds = 600, Kept = 3 }, time);

    static RemoteQuestion About(int card) => new(new("n"), new("HERE"), new("THERE"), new($"c{card}"));

    RemoteAnswer Answer => new RemoteAnswer.Unknown(time.GetUtcNow());

    [Fact]
    public void An_answer_is_fresh_for_a_minute_and_kept_for_ten()
    {
        memory.Put(About(1), Answer);
        time.Advance(TimeSpan.FromSeconds(60));
        memory.Fresh(About(1)).Should().NotBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        memory.Fresh(About(1)).Should().BeNull();
        memory.Kept(About(1)).Should().NotBeNull();
        time.Advance(TimeSpan.FromSeconds(600));
        memory.Kept(About(1)).Should().BeNull();
    }

    [Fact]
    public void No_more_than_so_many_are_kept_and_the_oldest_goes_first()
    {
        for (var card = 1; card <= 4; card++) memory.Put(About(card), Answer);
        memory.Fresh(About(1)).Should().BeNull();
        for (var card = 2; card <= 4; card++) memory.Fresh(About(card)).Should().NotBeNull();
    }

    [Fact]
    public void A_refusal_is_not_kept_and_takes_the_place_of_what_was()
    {
        memory.Put(About(1), Answer);
        memory.Put(About(1), new RemoteAnswer.Denied("User Access Denied"));
        memory.Kept(About(1)).Should().BeNull();
    }
}
