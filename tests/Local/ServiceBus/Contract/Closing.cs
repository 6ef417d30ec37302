using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Closing : QueueContract
{
    [Fact]
    public async Task Cancelled_receive_ends_at_once_and_takes_no_message_with_it()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = Receiver.ReceiveMessageAsync(Soon, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);

        Assert.Equal(1, (await ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Cancelling_while_messages_arrive_neither_loses_nor_counts_any()
    {
        const int Rounds = 300;
        var received = new List<ServiceBusReceivedMessage>();
        for (var round = 0; round < Rounds; round++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var waiting = Receiver.ReceiveMessageAsync(Soon, cancel.Token);
            var sending = Sender.SendMessageAsync(new ServiceBusMessage($"{round}"), Ct);
            if (round % 3 == 0)
            {
                await sending;
            }

            await cancel.CancelAsync();
            await sending;
            try
            {
                received.Add(await waiting);
            }
            catch (OperationCanceledException)
            {
                received.Add(await ReceiveAsync());
            }
        }

        Assert.All(received, it => Assert.Equal(1, it.DeliveryCount));
        Assert.Equal(Rounds, received.Select(it => it.Body.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task Cancelled_token_starts_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Sender.SendMessageAsync(new ServiceBusMessage("x"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Receiver.ReceiveMessageAsync(Soon, cancelled));
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
    }

    [Fact]
    public async Task Closed_parts_and_clients_refuse()
    {
        await Sender.CloseAsync(Ct);
        await Receiver.CloseAsync(Ct);
        Assert.True(Sender.IsClosed && Receiver.IsClosed && !Client.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Receiver.ReceiveMessageAsync(Soon, Ct));

        await Client.DisposeAsync();
        Assert.True(Client.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => Client.CreateSender(QueueName));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => DeadLetters.PeekMessageAsync(cancellationToken: Ct));
    }
}
