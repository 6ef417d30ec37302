using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Scheduling : QueueContract
{
    [Fact]
    public async Task Scheduled_message_comes_when_due_under_a_new_number()
    {
        var due = DateTimeOffset.UtcNow.AddSeconds(1);
        var number = await Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), due, Ct);

        var message = await ReceiveAsync();

        Assert.True(DateTimeOffset.UtcNow >= due);
        Assert.True(message.SequenceNumber > number);
        Assert.Equal(ServiceBusMessageState.Active, message.State);
    }

    [Fact]
    public async Task Scheduled_message_is_seen_by_a_peek_but_not_received()
    {
        var number = await Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), DateTimeOffset.UtcNow.AddHours(1), Ct);

        var peeked = await Receiver.PeekMessageAsync(cancellationToken: Ct);

        Assert.Equal((number, ServiceBusMessageState.Scheduled), (peeked.SequenceNumber, peeked.State));
        Assert.Null(await Receiver.ReceiveMessageAsync(Moment, Ct));
    }

    [Fact]
    public async Task Property_on_the_message_schedules_as_well()
    {
        var message = new ServiceBusMessage("later") { ScheduledEnqueueTime = DateTimeOffset.UtcNow.AddHours(1) };
        await Sender.SendMessageAsync(message, Ct);

        Assert.Equal(ServiceBusMessageState.Scheduled, (await Receiver.PeekMessageAsync(cancellationToken: Ct)).State);
    }

    [Fact]
    public async Task Cancelled_message_is_gone_and_cannot_be_cancelled_again()
    {
        var number = await Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), DateTimeOffset.UtcNow.AddHours(1), Ct);
        await Sender.CancelScheduledMessageAsync(number, Ct);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => Sender.CancelScheduledMessageAsync(number, Ct));

        Assert.Equal(ServiceBusFailureReason.MessageNotFound, refusal.Reason);
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
    }
}
