using Local.ServiceBus;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class LockTests : IDisposable
{
    private readonly QueueHarness harness = new(new QueueDefinition("orders") { LockDuration = TimeSpan.FromSeconds(30) });

    [Fact]
    public void Expired_lock_redelivers_to_a_waiting_receiver_without_any_call()
    {
        harness.Send("a");
        var first = harness.Receive();
        var waiter = harness.Wait();

        harness.Clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.Empty(waiter.Messages);

        harness.Clock.Advance(TimeSpan.FromTicks(1));
        harness.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = Assert.Single(waiter.Messages);
        Assert.Equal(first!.Header.SequenceNumber, second.Header.SequenceNumber);
        Assert.Equal(2, second.Header.DeliveryCount);
        Assert.Equal(1, harness.Counts.TotalLocksExpired);
    }

    [Fact]
    public void Settling_after_expiry_is_refused_and_leaves_the_message()
    {
        harness.Send();
        var message = harness.Receive()!;
        harness.Clock.Advance(TimeSpan.FromSeconds(30));

        var refusal = Assert.Throws<BrokerException>(() => harness.Complete(message));

        Assert.Equal(ErrorCode.MessageLockLost, refusal.Code);
        Assert.Equal(1, harness.Counts.Active);
    }

    [Fact]
    public void Old_token_does_not_settle_the_next_delivery()
    {
        harness.Send();
        var first = harness.Receive()!;
        harness.Abandon(first);
        var second = harness.Receive()!;

        Assert.Throws<BrokerException>(() => harness.Complete(first));

        harness.Complete(second);
        Assert.Equal(0, harness.Counts.Active);
    }

    [Fact]
    public void Renewed_lock_lasts_as_long_again_from_the_renewal()
    {
        harness.Send();
        var message = harness.Receive()!;
        harness.Clock.Advance(TimeSpan.FromSeconds(20));

        var until = harness.Queue.RenewLock(message.Header.LockToken);

        Assert.Equal(harness.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), until);
        harness.Clock.Advance(TimeSpan.FromSeconds(29));
        harness.Complete(message);
        Assert.Equal(0, harness.Counts.TotalLocksExpired);
    }

    [Fact]
    public void Renewing_one_lock_does_not_hold_up_the_expiry_of_another()
    {
        harness.Send("renewed");
        harness.Send("expiring");
        var renewed = harness.Receive()!;
        harness.Receive();
        harness.Clock.Advance(TimeSpan.FromSeconds(20));
        harness.Queue.RenewLock(renewed.Header.LockToken);

        harness.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("expiring", harness.Receive()!.Fields.MessageId);
    }

    [Fact]
    public void Released_message_returns_to_its_place_uncounted()
    {
        harness.Send("a");
        harness.Send("b");
        var a = harness.Receive()!;

        harness.Queue.Release([a.Header.LockToken]);

        var again = harness.Receive()!;
        Assert.Equal(("a", 1), (again.Fields.MessageId, again.Header.DeliveryCount));
    }

    [Fact]
    public void Receiver_that_is_gone_is_passed_over_for_the_next_one()
    {
        harness.Wait(isGone: true);
        var alive = harness.Wait();

        harness.Send();

        Assert.Equal(1, Assert.Single(alive.Messages).Header.DeliveryCount);
    }

    [Fact]
    public void Withdrawn_receive_gets_nothing()
    {
        var waiter = harness.Wait();

        Assert.True(harness.Queue.CancelReceive(harness.Queue.Active, waiter));
        harness.Send();

        Assert.Empty(waiter.Messages);
        Assert.False(harness.Queue.CancelReceive(harness.Queue.Active, waiter));
        Assert.NotNull(harness.Receive());
    }

    public void Dispose() => harness.Dispose();
}
