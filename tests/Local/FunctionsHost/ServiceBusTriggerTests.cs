using Azure.Messaging.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Single dispatch behaves as the real extension is documented to.</summary>
public sealed class ServiceBusTriggerTests : IAsyncLifetime
{
    private readonly ProbeApp app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Message_is_completed_when_its_function_returns()
    {
        await Send(ProbeQueueFunctions.Automatic, "ok");
        await TestStack.Until(() => Counts().TotalCompleted == 1, "the completion");

        Assert.Contains("ok 1 id-of-ok", app.Log.Lines);
        Assert.Equal(0, Counts().Active);
    }

    [Fact]
    public async Task Failing_function_has_its_message_abandoned_at_once_until_the_broker_dead_letters_it()
    {
        await Send(ProbeQueueFunctions.Automatic, "fail");
        await TestStack.Until(() => Counts().DeadLettered == 1, "the dead letter");

        Assert.Equal(["fail 1 id-of-fail", "fail 2 id-of-fail", "fail 3 id-of-fail"], app.Log.Lines.Where(line => line.StartsWith("fail", StringComparison.Ordinal)));
        Assert.Equal("MaxDeliveryCountExceeded", (await DeadLetter()).DeadLetterReason);
    }

    [Fact]
    public async Task Message_settled_by_its_function_is_not_settled_again()
    {
        await Send(ProbeQueueFunctions.Automatic, "dead-letter");
        await TestStack.Until(() => Counts().DeadLettered == 1, "the dead letter");

        var letter = await DeadLetter();
        Assert.Equal(("AsTold", "told so", 0), (letter.DeadLetterReason, letter.DeadLetterErrorDescription, letter.DeliveryCount));
        Assert.Equal(0, Counts().TotalCompleted);
    }

    [Fact]
    public async Task Settlement_that_fails_is_not_a_service_bus_exception()
    {
        await Send(ProbeQueueFunctions.Automatic, "settle twice");
        await TestStack.Until(() => app.Log.Lines.Any(line => line.StartsWith("second settlement", StringComparison.Ordinal)), "the second settlement");

        Assert.Contains("second settlement failed, not as ServiceBusException: True", app.Log.Lines);
    }

    [Fact]
    public async Task Without_auto_complete_an_unsettled_message_stays_locked()
    {
        await Send(ProbeQueueFunctions.Manual, "kept");
        await TestStack.Until(() => app.Log.Lines.Contains("manual kept"), "the function to run");

        Assert.Equal(1, app.Broker.Counts(ProbeQueueFunctions.Manual).Active);
        Assert.Equal(0, app.Broker.Counts(ProbeQueueFunctions.Manual).TotalCompleted);
    }

    private global::Local.ServiceBus.QueueCounts Counts() => app.Broker.Counts(ProbeQueueFunctions.Automatic);

    private async Task Send(string queue, string body)
    {
        await using var sender = app.Client.CreateSender(queue);
        await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = $"id-of-{body}" }, Cancellation);
    }

    private async Task<ServiceBusReceivedMessage> DeadLetter()
    {
        await using var receiver = app.Client.CreateReceiver(ProbeQueueFunctions.Automatic, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return (await receiver.PeekMessageAsync(cancellationToken: Cancellation))!;
    }
}
