using System.Net;
using Local.Cosmos;
using Local.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_the_broker_is_down : IAsyncLifetime
{
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Sender_is_asked_to_try_again_and_nothing_is_lost_once_it_does()
    {
        var clerkId = $"user_{Guid.NewGuid():N}";
        var json = Payloads.With("user.created", ("id", clerkId));
        var id = TestStack.NewId();
        stack.Emulators.ServiceBus.Faults.Outage = true;

        using (var refused = await stack.Post(json, id))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter?.Delta);
        }

        stack.Emulators.ServiceBus.Faults.Outage = false;
        await stack.Accept(json, id);
        await stack.Quiet();

        Assert.NotNull(await stack.User(clerkId));
    }

    [Fact]
    public async Task Operator_is_asked_to_try_again()
    {
        await stack.Emulators.ServiceBus.DisposeAsync();

        var answer = await stack.Nobody().Get("/api/ops/dead-letters");

        Assert.Equal((503, "unavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Throttled_broker_is_answered_with_503()
    {
        stack.Emulators.ServiceBus.Faults.Inject(BrokerFault.ServiceBusy, BrokerOperation.Send, times: 10);

        using var answer = await stack.Post(Payloads.Text("user.created"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(stack.Emulators.ServiceBus.Faults.Hits(BrokerFault.ServiceBusy) > 0);
    }

    [Fact]
    public async Task Event_that_was_accepted_but_not_answered_is_applied_once()
    {
        var clerkId = $"user_{Guid.NewGuid():N}";
        stack.Emulators.ServiceBus.Faults.Inject(BrokerFault.AcceptedNotAnswered, BrokerOperation.Send);

        await stack.Accept(Payloads.With("user.created", ("id", clerkId)));
        await stack.Quiet();

        Assert.Equal(1, stack.Emulators.ServiceBus.Faults.Hits(BrokerFault.AcceptedNotAnswered));
        Assert.Equal(1, stack.Emulators.ServiceBus.Counts("user-events").TotalDuplicatesDropped);
        Assert.NotNull(await stack.User(clerkId));
    }

    [Theory]
    [InlineData(BrokerFault.LockLost)]
    [InlineData(BrokerFault.DeliveredAgain)]
    [InlineData(BrokerFault.AcceptedNotAnswered)]
    public async Task Settlement_that_goes_wrong_repeats_no_effect(BrokerFault fault)
    {
        var clerkId = $"user_{Guid.NewGuid():N}";
        stack.Emulators.ServiceBus.Faults.Inject(fault, BrokerOperation.Complete);

        await stack.Accept(Payloads.With("user.created", ("id", clerkId)));
        await stack.Quiet();

        Assert.Equal(1, stack.Emulators.ServiceBus.Faults.Hits(fault));
        Assert.NotNull(await stack.User(clerkId));

        // The identity and the user: each once.
        Assert.Equal(2, stack.Emulators.Cosmos.Metrics.Requests(CosmosOperation.Create));
    }
}
