using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Settlement : QueueContract
{
    [Fact]
    public async Task Completed_message_is_gone_and_cannot_be_settled_again()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        var message = await ReceiveAsync();
        await Receiver.CompleteMessageAsync(message, Ct);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => Receiver.CompleteMessageAsync(message, Ct));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, refusal.Reason);
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
    }

    [Fact]
    public async Task Abandoned_message_comes_again_counted_and_with_the_changed_properties()
    {
        var sent = new ServiceBusMessage("x");
        sent.ApplicationProperties["kept"] = "kept";
        sent.ApplicationProperties["changed"] = 1;
        await Sender.SendMessageAsync(sent, Ct);
        var first = await ReceiveAsync();

        await Receiver.AbandonMessageAsync(first, new Dictionary<string, object> { ["changed"] = 2, ["added"] = true }, Ct);

        var second = await ReceiveAsync();
        Assert.Equal((first.SequenceNumber, 2), (second.SequenceNumber, second.DeliveryCount));
        Assert.Equal(
            new Dictionary<string, object> { ["kept"] = "kept", ["changed"] = 2, ["added"] = true },
            second.ApplicationProperties.ToDictionary());
        Assert.Equal("x", second.Body.ToString());
    }

    [Fact]
    public async Task Message_that_fails_too_often_is_a_dead_letter_with_the_brokers_reason()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await Receiver.AbandonMessageAsync(await ReceiveAsync(), cancellationToken: Ct);
        }

        var dead = await DeadLetters.ReceiveMessageAsync(Soon, Ct);

        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal("Message could not be consumed after 3 delivery attempts.", dead.DeadLetterErrorDescription);
        Assert.Null(await Receiver.ReceiveMessageAsync(Moment, Ct));
    }

    [Fact]
    public async Task Dead_letter_keeps_message_and_reason()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = "id" }, Ct);
        var message = await ReceiveAsync();
        await Receiver.DeadLetterMessageAsync(
            message, new Dictionary<string, object> { ["extra"] = 1 }, "unreadable", "not JSON", Ct);

        var dead = await DeadLetters.ReceiveMessageAsync(Soon, Ct);

        Assert.Equal(("unreadable", "not JSON", "id"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.MessageId));
        Assert.Equal("unreadable", dead.ApplicationProperties["DeadLetterReason"]);
        Assert.Equal(1, dead.ApplicationProperties["extra"]);
        Assert.Equal(message.SequenceNumber, dead.SequenceNumber);
    }

    [Fact]
    public async Task Dead_letter_sent_again_leaves_the_reason_behind()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x") { Subject = "s" }, Ct);
        await Receiver.DeadLetterMessageAsync(await ReceiveAsync(), "reason", "description", Ct);
        var dead = await DeadLetters.ReceiveMessageAsync(Soon, Ct);

        await Sender.SendMessageAsync(new ServiceBusMessage(dead), Ct);
        await DeadLetters.CompleteMessageAsync(dead, Ct);

        var again = await ReceiveAsync();
        Assert.Equal(("x", "s", 1), (again.Body.ToString(), again.Subject, again.DeliveryCount));
        Assert.Empty(again.ApplicationProperties);
        Assert.Null(again.DeadLetterReason);
    }

    [Fact]
    public async Task Dead_letter_can_be_abandoned_but_not_dead_lettered()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        await Receiver.DeadLetterMessageAsync(await ReceiveAsync(), "reason", cancellationToken: Ct);
        await DeadLetters.AbandonMessageAsync(await DeadLetters.ReceiveMessageAsync(Soon, Ct), cancellationToken: Ct);
        var dead = await DeadLetters.ReceiveMessageAsync(Soon, Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => DeadLetters.DeadLetterMessageAsync(dead, "again", cancellationToken: Ct));

        await DeadLetters.CompleteMessageAsync(dead, Ct);
    }

    [Fact]
    public async Task Renewed_lock_ends_later_and_the_message_says_so()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        var message = await ReceiveAsync();
        var before = message.LockedUntil;

        await Receiver.RenewMessageLockAsync(message, Ct);

        Assert.True(message.LockedUntil >= before);
        await Receiver.CompleteMessageAsync(message, Ct);
    }

    [Fact]
    public async Task Reason_given_twice_and_differently_is_refused()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        var message = await ReceiveAsync();
        var properties = new Dictionary<string, object> { ["DeadLetterReason"] = "one" };

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Receiver.DeadLetterMessageAsync(message, properties, "two", cancellationToken: Ct));
    }
}
