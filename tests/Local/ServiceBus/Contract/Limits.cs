using System.Runtime.Serialization;
using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Limits : QueueContract
{
    private const int Kilobyte = 1024;

    [Fact]
    public async Task Message_up_to_the_limit_passes_and_beyond_it_is_refused()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage(new byte[255 * Kilobyte]), Ct);
        Assert.Equal(255 * Kilobyte, (await ReceiveAsync()).Body.ToMemory().Length);

        await RefusedAsSizeAsync(new ServiceBusMessage(new byte[256 * Kilobyte]));
        await RefusedAsSizeAsync(new ServiceBusMessage(new byte[8 * Kilobyte * Kilobyte]));
    }

    [Fact]
    public async Task Properties_have_limits_of_their_own()
    {
        var oneTooLarge = new ServiceBusMessage("x");
        oneTooLarge.ApplicationProperties["large"] = new string('x', 33 * Kilobyte);
        await RefusedAsSizeAsync(oneTooLarge);

        var allTooLarge = new ServiceBusMessage("x");
        for (var i = 0; i < 3; i++)
        {
            allTooLarge.ApplicationProperties[$"large{i}"] = new string('x', 30 * Kilobyte);
        }

        await RefusedAsSizeAsync(allTooLarge);
    }

    [Fact]
    public async Task Batch_takes_what_fits_and_no_more()
    {
        using var batch = await Sender.CreateMessageBatchAsync(new CreateMessageBatchOptions { MaxSizeInBytes = 10 * Kilobyte }, Ct);
        var message = new ServiceBusMessage(new byte[4 * Kilobyte]);

        Assert.True(batch.TryAddMessage(message));
        Assert.True(batch.TryAddMessage(message));
        Assert.False(batch.TryAddMessage(message));

        Assert.Equal(2, batch.Count);
        Assert.InRange(batch.SizeInBytes, 8 * Kilobyte, batch.MaxSizeInBytes);
        await Sender.SendMessagesAsync(batch, Ct);
    }

    [Fact]
    public async Task Messages_too_large_together_are_refused_together()
    {
        var half = new ServiceBusMessage(new byte[130 * Kilobyte]);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => Sender.SendMessagesAsync([half, half], Ct));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refusal.Reason);
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));
    }

    [Fact]
    public void Ids_have_at_most_128_characters()
    {
        var message = new ServiceBusMessage("x") { MessageId = new string('x', 128), SessionId = new string('x', 128) };

        Assert.ThrowsAny<ArgumentException>(() => message.MessageId = new string('x', 129));
        Assert.ThrowsAny<ArgumentException>(() => message.MessageId = string.Empty);
        Assert.ThrowsAny<ArgumentException>(() => message.SessionId = new string('x', 129));
        Assert.ThrowsAny<ArgumentException>(() => message.TimeToLive = TimeSpan.Zero);
    }

    [Fact]
    public async Task Property_of_a_type_that_cannot_travel_is_refused_before_anything_is_sent()
    {
        var message = new ServiceBusMessage("x");
        message.ApplicationProperties["bad"] = new Version(1, 0);

        await Assert.ThrowsAsync<SerializationException>(() => Sender.SendMessageAsync(message, Ct));

        await Sender.SendMessageAsync(new ServiceBusMessage("good"), Ct);
        Assert.Equal("good", (await ReceiveAsync()).Body.ToString());
    }

    [Fact]
    public async Task Time_to_wait_must_be_positive()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Receiver.ReceiveMessageAsync(TimeSpan.Zero, Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Receiver.ReceiveMessagesAsync(0, Soon, Ct));
    }

    private async Task RefusedAsSizeAsync(ServiceBusMessage message)
    {
        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => Sender.SendMessageAsync(message, Ct));
        Assert.Equal((ServiceBusFailureReason.MessageSizeExceeded, false), (refusal.Reason, refusal.IsTransient));
    }
}
