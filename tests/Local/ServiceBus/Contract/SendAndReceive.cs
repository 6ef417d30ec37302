using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class SendAndReceive : QueueContract
{
    [Fact]
    public async Task Message_arrives_as_it_was_sent()
    {
        var sent = new ServiceBusMessage("{\"größe\":1}")
        {
            MessageId = "id-1",
            Subject = "user.updated",
            ContentType = "application/json",
            CorrelationId = "trace",
            To = "to",
            ReplyTo = "reply",
            ReplyToSessionId = "reply-session",
            TimeToLive = TimeSpan.FromHours(1),
        };
        sent.ApplicationProperties["text"] = "ä";
        sent.ApplicationProperties["number"] = 5_000_000_000L;
        sent.ApplicationProperties["flag"] = true;
        sent.ApplicationProperties["none"] = null;
        sent.ApplicationProperties["when"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await Sender.SendMessageAsync(sent, Ct);

        var received = await ReceiveAsync();

        Assert.Equal(sent.Body.ToArray(), received.Body.ToArray());
        Assert.Equal(
            ("id-1", "user.updated", "application/json", "trace", "to", "reply", "reply-session"),
            (received.MessageId, received.Subject, received.ContentType, received.CorrelationId, received.To, received.ReplyTo,
                received.ReplyToSessionId));
        Assert.Equal(TimeSpan.FromHours(1), received.TimeToLive);
        Assert.Equal(received.EnqueuedTime + TimeSpan.FromHours(1), received.ExpiresAt);
        Assert.Equal(sent.ApplicationProperties, received.ApplicationProperties);
        Assert.Equal((1, ServiceBusMessageState.Active), (received.DeliveryCount, received.State));
        Assert.True(received.LockedUntil > received.EnqueuedTime);
        Assert.NotEqual(Guid.Empty, Guid.Parse(received.LockToken));
        await Receiver.CompleteMessageAsync(received, Ct);
    }

    [Fact]
    public async Task Messages_come_in_the_order_they_were_accepted()
    {
        for (var i = 0; i < 5; i++)
        {
            await Sender.SendMessageAsync(new ServiceBusMessage($"{i}"), Ct);
        }

        var last = 0L;
        for (var i = 0; i < 5; i++)
        {
            var message = await ReceiveAsync();
            Assert.Equal($"{i}", message.Body.ToString());
            Assert.True(message.SequenceNumber > last);
            last = message.SequenceNumber;
        }
    }

    [Fact]
    public async Task Waiting_receive_gets_the_message_that_comes()
    {
        var waiting = Receiver.ReceiveMessageAsync(Soon, Ct);
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);

        Assert.Equal("x", (await waiting).Body.ToString());
    }

    [Fact]
    public async Task Empty_queue_gives_nothing_after_the_wait()
    {
        Assert.Null(await Receiver.ReceiveMessageAsync(Moment, Ct));
        Assert.Empty(await Receiver.ReceiveMessagesAsync(10, Moment, Ct));
    }

    [Fact]
    public async Task Receive_and_delete_leaves_nothing_and_settles_nothing()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        await using var taker = Client.CreateReceiver(
            QueueName, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        var message = await taker.ReceiveMessageAsync(Soon, Ct);

        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => taker.CompleteMessageAsync(message, Ct));
    }

    [Fact]
    public async Task Batch_arrives_whole()
    {
        using var batch = await Sender.CreateMessageBatchAsync(Ct);
        Assert.True(batch.TryAddMessage(new ServiceBusMessage("1")));
        Assert.True(batch.TryAddMessage(new ServiceBusMessage("2")));
        await Sender.SendMessagesAsync(batch, Ct);
        await Sender.SendMessagesAsync([new ServiceBusMessage("3")], Ct);

        var bodies = new List<string>();
        while (bodies.Count < 3)
        {
            bodies.AddRange((await Receiver.ReceiveMessagesAsync(10, Soon, Ct)).Select(it => it.Body.ToString()));
        }

        Assert.Equal(["1", "2", "3"], bodies);
    }

    [Fact]
    public async Task Queue_names_have_no_case()
    {
        await using var sender = Client.CreateSender(QueueName.ToUpperInvariant());
        await sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);

        Assert.Equal("x", (await ReceiveAsync()).Body.ToString());
    }

    [Fact]
    public async Task Unknown_queue_is_named_in_the_refusal()
    {
        await using var sender = Client.CreateSender("no-such-queue");
        await using var receiver = Client.CreateReceiver("no-such-queue");

        var onSend = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Ct));
        var onReceive = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveMessageAsync(Soon, Ct));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, onSend.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, onReceive.Reason);
        Assert.False(onSend.IsTransient);
        Assert.Contains("no-such-queue", onSend.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_two_receivers_get_each_message_exactly_once()
    {
        const int Messages = 1_000;
        var sends = Enumerable.Range(0, Messages).Select(i => Sender.SendMessageAsync(new ServiceBusMessage($"{i}"), Ct));
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();

        async Task ConsumeAsync()
        {
            while (bodies.Count < Messages)
            {
                if (await Receiver.ReceiveMessageAsync(Moment, Ct) is { } message)
                {
                    await Receiver.CompleteMessageAsync(message, Ct);
                    bodies.Enqueue(message.Body.ToString());
                }
            }
        }

        await Task.WhenAll([.. sends, .. Enumerable.Range(0, 32).Select(_ => ConsumeAsync())]);

        Assert.Equal(Messages, bodies.Count);
        Assert.Equal(Messages, bodies.Distinct().Count());
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
    }
}
