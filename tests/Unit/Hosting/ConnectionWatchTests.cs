using System.IO.Pipelines;
using FluentAssertions;
using Microsoft.AspNetCore.Connections;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.Unit.Hosting;

public sealed class ConnectionWatchTests
{
    readonly HandClock clock = new();
    readonly DefaultConnectionContext connection = new();
    readonly ConnectionWatch watch;

    public ConnectionWatchTests()
    {
        connection.Transport = new Duplex(new Pipe().Reader, new Pipe().Writer);
        watch = ConnectionWatch.Of(connection, new() { IdleTimeoutSeconds = 60, LogInTimeoutSeconds = 20, WriteTimeoutSeconds = 10 }, clock);
    }

    [Fact]
    public async Task Silence_of_a_known_peer_cancels_the_pending_read_once_and_says_so()
    {
        watch.LoggedIn();
        var read = connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        clock.Advance(59);
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.None);
        read.IsCompleted.Should().BeFalse();

        clock.Advance(1);
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.Silence);
        (await read).IsCanceled.Should().BeTrue();
    }

    [Fact]
    public void A_message_begins_the_time_of_silence_anew()
    {
        watch.LoggedIn();
        clock.Advance(59);
        watch.Touch();
        clock.Advance(59);
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.None);
    }

    [Fact]
    public async Task Who_never_logs_in_is_closed_and_no_message_but_a_log_in_extends_the_time()
    {
        var read = connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        clock.Advance(19);
        watch.Touch();
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.None);
        clock.Advance(1);
        watch.Touch();
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.LogIn);
        (await read).IsCanceled.Should().BeTrue();
    }

    [Fact]
    public void Who_has_logged_in_is_not_measured_by_the_time_for_it()
    {
        clock.Advance(19);
        watch.Touch();
        watch.LoggedIn();
        clock.Advance(40);
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.None);
    }

    [Fact]
    public void A_peer_that_takes_no_answer_is_cut()
    {
        watch.LoggedIn();
        watch.Writing();
        clock.Advance(9);
        watch.Beat();
        watch.Written();
        clock.Advance(9);
        watch.Beat();
        watch.Writing();
        clock.Advance(9);
        watch.Beat();
        IsCut().Should().BeFalse();
        clock.Advance(1);
        watch.Beat();
        watch.Overdue.Should().Be(Overdue.Answer);
        IsCut(withinSeconds: 60).Should().BeTrue();
    }

    [Fact]
    public void Who_is_at_work_still_when_the_time_is_over_is_cut_after_a_grace()
    {
        watch.LoggedIn();
        clock.Advance(60);
        watch.Beat();
        clock.Advance(30);
        watch.Beat();
        IsCut().Should().BeFalse();
        clock.Advance(1);
        watch.Beat();
        IsCut(withinSeconds: 60).Should().BeTrue();
    }

    // The connection tells it from another thread, which on a busy machine takes its time.
    bool IsCut(int withinSeconds = 0) => connection.ConnectionClosed.WaitHandle.WaitOne(TimeSpan.FromSeconds(withinSeconds));

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    sealed class HandClock : TimeProvider
    {
        long seconds = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => seconds;

        public void Advance(long by) => seconds += by;
    }
}
