using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class TimeToLiveTests
{
    private static readonly QueueDefinition Dropping = new("orders") { DefaultTimeToLive = TimeSpan.FromHours(1) };

    [Fact]
    public void Expired_message_is_dropped()
    {
        using var harness = new QueueHarness(Dropping);
        harness.Send(timeToLive: TimeSpan.FromMinutes(1));
        harness.Send("lasting");

        harness.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("lasting", harness.Receive()!.Fields.MessageId);
        Assert.Equal((1, 0), (harness.Counts.TotalExpired, harness.Counts.DeadLettered));
    }

    [Fact]
    public void Expired_message_is_dead_lettered_where_the_queue_says_so()
    {
        using var harness = new QueueHarness(Dropping with { DeadLetterOnExpiration = true });
        harness.Send(timeToLive: TimeSpan.FromMinutes(1));

        harness.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(harness.Receive());
        Assert.Equal("TTLExpiredException", harness.ReceiveDeadLetter()!.Fields.Properties["DeadLetterReason"]);
    }

    [Fact]
    public void Time_to_live_is_capped_by_the_queues()
    {
        using var harness = new QueueHarness(Dropping);
        harness.Send(timeToLive: TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromHours(1), harness.Receive()!.Header.TimeToLive);

        harness.Send();
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(harness.Receive());
    }

    [Fact]
    public void Locked_message_expires_only_when_it_comes_back()
    {
        using var harness = new QueueHarness(Dropping with { LockDuration = TimeSpan.FromMinutes(5) });
        harness.Send(timeToLive: TimeSpan.FromMinutes(1));
        var message = harness.Receive()!;
        harness.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, harness.Counts.TotalExpired);

        var waiter = harness.Wait();
        harness.Abandon(message);

        Assert.Empty(waiter.Messages);
        Assert.Equal(1, harness.Counts.TotalExpired);
    }

    [Fact]
    public void Scheduled_messages_time_runs_from_activation()
    {
        using var harness = new QueueHarness(Dropping);
        harness.Send(timeToLive: TimeSpan.FromMinutes(1), delay: TimeSpan.FromMinutes(10));

        harness.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(59));

        Assert.NotNull(harness.Receive());
    }

    [Fact]
    public void Dead_letters_do_not_expire()
    {
        using var harness = new QueueHarness(Dropping);
        harness.Send();
        harness.DeadLetter(harness.Receive()!);

        harness.Clock.Advance(TimeSpan.FromDays(30));

        Assert.NotNull(harness.ReceiveDeadLetter());
    }
}
