using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class DeliveryCountTests : IDisposable
{
    private readonly QueueHarness harness = new(
        new QueueDefinition("orders") { MaxDeliveryCount = 3, LockDuration = TimeSpan.FromSeconds(30) });

    [Fact]
    public void Message_is_delivered_so_many_times_and_then_dead_lettered_with_the_brokers_reason()
    {
        var number = harness.Send("a");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = harness.Receive()!;
            Assert.Equal(delivery, message.Header.DeliveryCount);
            harness.Abandon(message);
        }

        Assert.Null(harness.Receive());
        var dead = harness.ReceiveDeadLetter()!;
        Assert.Equal(number, dead.Header.SequenceNumber);
        Assert.Equal("MaxDeliveryCountExceeded", dead.Fields.Properties["DeadLetterReason"]);
        Assert.Equal(
            "Message could not be consumed after 3 delivery attempts.", dead.Fields.Properties["DeadLetterErrorDescription"]);
        Assert.Equal((1, 0, 3), (harness.Counts.DeadLettered, harness.Counts.Active, harness.Counts.TotalAbandoned));
    }

    [Fact]
    public void Expired_locks_count_as_deliveries_too()
    {
        harness.Send();
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.NotNull(harness.Receive());
            harness.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(1, harness.Counts.DeadLettered);
    }

    [Fact]
    public void Dead_letter_goes_at_once_to_whoever_waits_for_one()
    {
        harness.Send();
        var waiter = harness.Wait(harness.Queue.DeadLetters);

        harness.DeadLetter(harness.Receive()!);

        Assert.Single(waiter.Messages);
    }

    [Fact]
    public void Dead_letters_may_fail_any_number_of_times()
    {
        harness.Send();
        harness.DeadLetter(harness.Receive()!);
        for (var delivery = 1; delivery <= 5; delivery++)
        {
            var dead = harness.ReceiveDeadLetter()!;
            Assert.Equal(delivery, dead.Header.DeliveryCount);
            harness.Abandon(dead);
        }

        Assert.Equal(1, harness.Counts.DeadLettered);
    }

    [Fact]
    public void Abandoned_message_comes_before_later_ones()
    {
        harness.Send("a");
        harness.Send("b");

        harness.Abandon(harness.Receive()!);

        Assert.Equal("a", harness.Receive()!.Fields.MessageId);
        Assert.Equal("b", harness.Receive()!.Fields.MessageId);
    }

    public void Dispose() => harness.Dispose();
}
