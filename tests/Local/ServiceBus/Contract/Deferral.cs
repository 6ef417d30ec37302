using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Deferral : QueueContract
{
    [Fact]
    public async Task Deferred_message_is_received_by_its_number_with_the_changed_properties()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x"), Ct);
        var first = await ReceiveAsync();
        await Receiver.DeferMessageAsync(first, new Dictionary<string, object> { ["why"] = "later" }, Ct);

        Assert.Null(await Receiver.ReceiveMessageAsync(Moment, Ct));
        Assert.Equal(ServiceBusMessageState.Deferred, (await Receiver.PeekMessageAsync(cancellationToken: Ct)).State);
        var again = await Receiver.ReceiveDeferredMessageAsync(first.SequenceNumber, Ct);

        Assert.Equal(("x", "later"), (again.Body.ToString(), again.ApplicationProperties["why"]));
        Assert.Equal(ServiceBusMessageState.Deferred, again.State);
        await Receiver.CompleteMessageAsync(again, Ct);
        Assert.Null(await Receiver.PeekMessageAsync(fromSequenceNumber: 0, Ct));
    }

    [Fact]
    public async Task Several_are_received_at_once()
    {
        await Sender.SendMessagesAsync([new ServiceBusMessage("a"), new ServiceBusMessage("b")], Ct);
        var numbers = new List<long>();
        while (numbers.Count < 2)
        {
            var message = await ReceiveAsync();
            numbers.Add(message.SequenceNumber);
            await Receiver.DeferMessageAsync(message, cancellationToken: Ct);
        }

        var deferred = await Receiver.ReceiveDeferredMessagesAsync(numbers, Ct);

        Assert.Equal(["a", "b"], deferred.Select(it => it.Body.ToString()).Order());
        foreach (var message in deferred)
        {
            await Receiver.CompleteMessageAsync(message, Ct);
        }
    }

    [Fact]
    public async Task Number_that_is_not_deferred_is_not_found()
    {
        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => Receiver.ReceiveDeferredMessageAsync(4711, Ct));

        Assert.Equal(ServiceBusFailureReason.MessageNotFound, refusal.Reason);
    }

    [Fact]
    public async Task No_numbers_are_no_messages() => Assert.Empty(await Receiver.ReceiveDeferredMessagesAsync([], Ct));
}
