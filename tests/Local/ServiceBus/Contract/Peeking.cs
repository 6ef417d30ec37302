using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Peeking : QueueContract
{
    [Fact]
    public async Task Each_receiver_continues_where_its_last_peek_ended()
    {
        await Sender.SendMessagesAsync([.. Enumerable.Range(0, 5).Select(i => new ServiceBusMessage($"{i}"))], Ct);

        Assert.Equal("0", (await Receiver.PeekMessageAsync(cancellationToken: Ct)).Body.ToString());
        var next = await Receiver.PeekMessagesAsync(3, cancellationToken: Ct);
        Assert.Equal(["1", "2", "3"], next.Select(it => it.Body.ToString()));
        Assert.Equal("4", (await Receiver.PeekMessageAsync(cancellationToken: Ct)).Body.ToString());
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));

        Assert.Equal("2", (await Receiver.PeekMessageAsync(next[1].SequenceNumber, Ct)).Body.ToString());
        await using var other = Client.CreateReceiver(QueueName);
        Assert.Equal("0", (await other.PeekMessageAsync(cancellationToken: Ct)).Body.ToString());
    }

    [Fact]
    public async Task Locked_message_is_seen_and_nothing_is_locked_by_looking()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        var held = await ReceiveAsync();

        var peeked = await Receiver.PeekMessageAsync(cancellationToken: Ct);

        Assert.Equal(held.SequenceNumber, peeked.SequenceNumber);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.CompleteMessageAsync(peeked, Ct));
        await Receiver.CompleteMessageAsync(held, Ct);
    }

    [Fact]
    public async Task Dead_letters_are_peeked_in_their_own_queue()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        await Receiver.DeadLetterMessageAsync(await ReceiveAsync(), "reason", cancellationToken: Ct);

        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
        Assert.Equal("reason", (await DeadLetters.PeekMessageAsync(cancellationToken: Ct)).DeadLetterReason);
    }
}
