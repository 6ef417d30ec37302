using Local.ServiceBus;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class DeferralTests : IDisposable
{
    private readonly QueueHarness harness = new(new QueueDefinition("orders") { MaxDeliveryCount = 2, DeadLetterOnExpiration = true });

    [Fact]
    public void Deferred_message_comes_by_its_number_only_and_no_delivery_was_counted()
    {
        var number = harness.Send("a");
        harness.Defer(harness.Receive()!);

        Assert.Null(harness.Receive());
        Assert.Equal((1, 1), (harness.Counts.Deferred, harness.Counts.Active));
        Assert.Equal(MessageState.Deferred, harness.Queue.Peek(harness.Queue.Active, 0, 10).Single().Header.State);

        var again = harness.ReceiveDeferred(number)!;
        Assert.Equal(("a", 1, MessageState.Deferred), (again.Fields.MessageId, again.Header.DeliveryCount, again.Header.State));
        harness.Complete(again);
        Assert.Equal((0, 0L), (harness.Counts.Active, harness.Counts.SizeInBytes));
    }

    [Fact]
    public void Number_that_is_not_deferred_or_is_locked_is_not_found()
    {
        var active = harness.Send();
        var number = harness.Send();
        harness.Defer(harness.Receive()!);
        harness.Defer(harness.Receive()!);
        harness.ReceiveDeferred(number);

        foreach (var other in new[] { 99, number })
        {
            Assert.Equal(
                ErrorCode.MessageNotFound, Assert.Throws<BrokerException>(() => harness.ReceiveDeferred(other)).Code);
        }

        Assert.NotNull(harness.ReceiveDeferred(active));
    }

    [Fact]
    public void Wanted_numbers_come_all_or_none()
    {
        var number = harness.Send();
        harness.Defer(harness.Receive()!);
        var waiter = new QueueHarness.Waiter(maxMessages: 2, isGone: false);

        Assert.Throws<BrokerException>(() => harness.Queue.ReceiveDeferred(harness.Queue.Active, [number, 99], waiter));

        Assert.Empty(waiter.Messages);
        Assert.NotNull(harness.ReceiveDeferred(number));
    }

    [Fact]
    public void Abandoned_or_forgotten_it_stays_deferred_until_too_many_deliveries_failed()
    {
        var number = harness.Send();
        harness.Defer(harness.Receive()!);

        harness.Abandon(harness.ReceiveDeferred(number)!);
        Assert.Null(harness.Receive());
        Assert.Equal(2, harness.ReceiveDeferred(number)!.Header.DeliveryCount);
        harness.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal((0, 1), (harness.Counts.Active, harness.Counts.DeadLettered));
        Assert.Equal(MessageState.Active, harness.ReceiveDeadLetter()!.Header.State);
    }

    [Fact]
    public void Deferred_message_does_not_expire()
    {
        var number = harness.Send(timeToLive: TimeSpan.FromMinutes(1));
        harness.Defer(harness.Receive()!);

        harness.Clock.Advance(TimeSpan.FromHours(1));

        Assert.NotNull(harness.ReceiveDeferred(number));
    }

    [Fact]
    public void Too_much_at_once_is_refused_by_size()
    {
        var numbers = Enumerable.Range(0, 5).Select(_ => harness.Send(bytes: 250_000)).ToArray();
        foreach (var _ in numbers)
        {
            harness.Defer(harness.Receive()!);
        }

        var refusal = Assert.Throws<BrokerException>(() => harness.Queue.ReceiveDeferred(
            harness.Queue.Active, numbers, new QueueHarness.Waiter(maxMessages: 5, isGone: false)));

        Assert.Equal(ErrorCode.MessageSizeExceeded, refusal.Code);
        Assert.Equal(5, harness.Counts.Deferred);
    }

    public void Dispose() => harness.Dispose();
}
