using System.IO.Pipelines;
using FluentAssertions;
using Microsoft.AspNetCore.Connections;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.Unit.Hosting;

public sealed class IdleTimeoutTests
{
    readonly HandClock clock = new();
    readonly DefaultConnectionContext connection = new();
    readonly IdleTimeout idle;

    public IdleTimeoutTests()
    {
        connection.Transport = new Duplex(new Pipe().Reader, new Pipe().Writer);
        idle = IdleTimeout.Watch(connection, TimeSpan.FromSeconds(60), clock);
    }

    [Fact]
    public async Task Silence_cancels_the_pending_read_once_and_says_so()
    {
        var read = connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        clock.Advance(59);
        idle.Beat();
        idle.HasExpired.Should().BeFalse();
        read.IsCompleted.Should().BeFalse();

        clock.Advance(1);
        idle.Beat();
        idle.HasExpired.Should().BeTrue();
        (await read).IsCanceled.Should().BeTrue();
    }

    [Fact]
    public void A_message_begins_the_time_anew()
    {
        clock.Advance(59);
        idle.Touch();
        clock.Advance(59);
        idle.Beat();
        idle.HasExpired.Should().BeFalse();
    }

    [Fact]
    public void A_peer_that_takes_nothing_is_cut_after_a_grace()
    {
        clock.Advance(60);
        idle.Beat();
        clock.Advance(30);
        idle.Beat();
        connection.ConnectionClosed.IsCancellationRequested.Should().BeFalse();
        clock.Advance(1);
        idle.Beat();
        connection.ConnectionClosed.WaitHandle.WaitOne(TimeSpan.FromSeconds(5)).Should().BeTrue();
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    sealed class HandClock : TimeProvider
    {
        long seconds = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => seconds;

        public void Advance(long by) => seconds += by;
    }
}
