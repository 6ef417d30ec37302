using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class SchedulingTests : IDisposable
{
    private readonly QueueHarness harness = new();

    [Fact]
    public void Scheduled_message_is_appended_when_due_under_a_new_number()
    {
        var scheduled = harness.Send("later", delay: TimeSpan.FromMinutes(5));
        harness.Send("now");
        Assert.Equal((1, 1), (harness.Counts.Scheduled, harness.Counts.Active));

        harness.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("now", harness.Receive()!.Fields.MessageId);
        var due = harness.Receive()!;
        Assert.Equal("later", due.Fields.MessageId);
        Assert.Equal(3, due.Header.SequenceNumber);
        Assert.Equal(scheduled, due.Header.EnqueuedSequenceNumber);
        Assert.Equal(harness.Clock.GetUtcNow(), due.Header.EnqueuedAt);
    }

    [Fact]
    public void Scheduled_message_reaches_a_waiting_receiver_when_due_without_any_call()
    {
        harness.Send(delay: TimeSpan.FromMinutes(5));
        var waiter = harness.Wait();

        harness.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(waiter.Messages);
    }

    [Fact]
    public void Earlier_schedule_made_later_is_not_late()
    {
        harness.Send("in an hour", delay: TimeSpan.FromHours(1));
        harness.Send("in a minute", delay: TimeSpan.FromMinutes(1));
        var waiter = harness.Wait();

        harness.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("in a minute", Assert.Single(waiter.Messages).Fields.MessageId);
    }

    [Fact]
    public void Message_due_in_the_past_is_active_at_once()
    {
        harness.Send(delay: TimeSpan.FromSeconds(-1));

        Assert.NotNull(harness.Receive());
    }

    [Fact]
    public void Schedule_beyond_the_longest_timer_is_kept()
    {
        harness.Send(delay: TimeSpan.FromDays(400));
        var waiter = harness.Wait();

        harness.Clock.Advance(TimeSpan.FromDays(399));
        Assert.Empty(waiter.Messages);

        harness.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Single(waiter.Messages);
    }

    [Fact]
    public void Cancelled_message_never_comes()
    {
        var number = harness.Send(delay: TimeSpan.FromMinutes(5));

        harness.Queue.CancelScheduled(number);

        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(harness.Receive());
        Assert.Equal(0, harness.Counts.SizeInBytes);
    }

    [Fact]
    public void Only_a_scheduled_message_can_be_cancelled()
    {
        var active = harness.Send();

        Assert.Equal(
            ErrorCode.MessageNotFound, Assert.Throws<BrokerException>(() => harness.Queue.CancelScheduled(active)).Code);
        Assert.Equal(
            ErrorCode.MessageNotFound, Assert.Throws<BrokerException>(() => harness.Queue.CancelScheduled(99)).Code);
    }

    public void Dispose() => harness.Dispose();
}
