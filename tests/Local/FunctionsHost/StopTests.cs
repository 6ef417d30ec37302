using System.Net;
using Azure.Messaging.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>How an instance stops, and what becomes of functions that take too long.</summary>
public sealed class StopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_signals_running_functions_and_gives_their_messages_back_at_once()
    {
        await using var app = await Start();
        await Send(app, "wait for the token");
        await Begun(app);

        await app.Stop(Cancellation);

        Assert.Equal(2, (await Receive(app)).DeliveryCount);
    }

    [Fact]
    public async Task Function_that_ends_during_the_stop_has_its_message_completed()
    {
        await using var app = await Start();
        await Send(app, "wait for the gate");
        await Begun(app);

        var stop = app.Stop(Cancellation);
        await Send(app, "too late");
        app.Log.Gate.Release();
        await stop;

        Assert.Equal(1, app.Broker.Counts(ProbeQueueFunctions.Automatic).TotalCompleted);
        Assert.Equal("too late", (await Receive(app)).Body.ToString());
    }

    [Fact]
    public async Task Message_of_a_function_that_outlasts_the_stop_is_given_back_and_never_completed()
    {
        await using var app = await Start();
        await Send(app, "wait for the gate");
        await Begun(app);

        await app.Stop(new CancellationToken(canceled: true));
        var again = await Receive(app);
        app.Log.Gate.Release();
        await TestStack.Until(() => app.Log.Lines.Contains("outer after"), "the function to end after all");

        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal(0, app.Broker.Counts(ProbeQueueFunctions.Automatic).TotalCompleted);
    }

    [Fact]
    public async Task Request_in_work_is_signalled_and_answered()
    {
        await using var app = await Start();
        var answer = app.Http.GetAsync("/api/probe/waits", Cancellation);
        await TestStack.Until(() => app.Log.Lines.Contains("waits"), "the request");

        await app.Stop(Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, (await answer).StatusCode);
    }

    [Fact]
    public async Task Request_that_takes_too_long_is_500_and_its_token_is_signalled()
    {
        var clock = new TimerClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await Start(clock);
        var answer = app.Http.GetAsync("/api/probe/waits", Cancellation);

        await clock.MoveTo(clock.GetUtcNow().AddSeconds(5));

        Assert.Equal(HttpStatusCode.InternalServerError, (await answer).StatusCode);
        await TestStack.Until(() => app.Log.Lines.Contains("scope closed"), "the services to close when the function has ended");
    }

    [Fact]
    public async Task Message_whose_function_takes_too_long_is_abandoned_while_the_function_goes_on()
    {
        var clock = new TimerClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await Start(clock);
        await Send(app, "wait for the gate");

        await clock.MoveTo(clock.GetUtcNow().AddSeconds(5));
        await TestStack.Until(() => app.Log.Lines.Contains("wait for the gate 2 id-of-wait for the gate"), "the redelivery");

        Assert.DoesNotContain("scope closed", app.Log.Lines);
        app.Log.Gate.Release(2);
        await TestStack.Until(() => app.Broker.Counts(ProbeQueueFunctions.Automatic).TotalCompleted == 1, "the second delivery's completion");
    }

    private static async Task<ProbeApp> Start(TimeProvider? clock = null)
    {
        var app = new ProbeApp(clock ?? TimeProvider.System, ["AzureFunctionsJobHost:functionTimeout=00:00:05"]);
        await app.InitializeAsync();
        return app;
    }

    private static Task Begun(ProbeApp app) =>
        TestStack.Until(() => app.Log.Lines.Any(line => line.StartsWith("wait", StringComparison.Ordinal)), "the function to begin");

    private static async Task Send(ProbeApp app, string body)
    {
        await using var sender = app.Client.CreateSender(ProbeQueueFunctions.Automatic);
        await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = $"id-of-{body}" }, Cancellation);
    }

    /// <summary>What another instance would get now; a lock that still held would let this time out.</summary>
    private static async Task<ServiceBusReceivedMessage> Receive(ProbeApp app)
    {
        await using var receiver = app.Client.CreateReceiver(ProbeQueueFunctions.Automatic);
        return await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(5), Cancellation) ?? throw new TimeoutException("The message is still locked.");
    }
}
