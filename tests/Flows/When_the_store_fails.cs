using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Failures of the store, injected where the SDK talks to it; each test makes sure that its fault was hit.</summary>
public sealed class When_the_store_fails : IAsyncLifetime
{
    private static readonly RedeliveryPolicy Quick = new()
    {
        RetriesInHandler = 2,
        FirstBackoff = TimeSpan.FromMilliseconds(10),
        FirstDelay = TimeSpan.FromMilliseconds(100),
        LongestDelay = TimeSpan.FromMilliseconds(200),
        MaxTimesSetAside = 8,
    };

    private readonly string clerkId = $"user_{Guid.NewGuid():N}";
    private TestStack stack = null!;

    private CosmosFaults Faults => stack.Emulators.Cosmos.Faults;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start(services => services.AddSingleton(Quick));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData(429, 3200)]
    [InlineData(449, 0)]
    [InlineData(408, 0)]
    [InlineData(500, 0)]
    [InlineData(503, 0)]
    public async Task Failure_that_passes_delays_the_event_and_nothing_else(int status, int substatus)
    {
        var fault = Faults.Add(new CosmosFault(new FaultAction.Answer(status, substatus, TimeSpan.FromMilliseconds(5))) { PathContains = "/docs", Times = 12 });

        await ApplyOneEvent();

        Assert.Equal(12, fault.Hits);
        AssertAppliedAtTheFirstDelivery();
    }

    [Theory]
    [InlineData("/colls/identities/docs")]
    [InlineData("/colls/users/docs")]
    public async Task Write_that_was_done_but_not_answered_makes_no_second_person(string path)
    {
        var fault = Faults.Add(new CosmosFault(new FaultAction.CloseAfterHandling()) { Method = "POST", PathContains = path, Times = 1 });

        await ApplyOneEvent();

        Assert.Equal(1, fault.Hits);
        AssertAppliedAtTheFirstDelivery();
    }

    [Fact]
    public async Task Outage_sets_events_aside_and_uses_up_no_delivery()
    {
        Faults.Outage = CosmosOutage.ServiceUnavailable;
        await stack.Accept(Event());
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").TotalEnqueued >= 3, "the event to be set aside twice");
        Faults.Outage = CosmosOutage.None;
        await stack.Quiet();

        Assert.NotNull(await stack.User(clerkId));
        AssertAppliedAtTheFirstDelivery();
    }

    [Fact]
    public async Task Outage_that_never_ends_dead_letters_with_a_reason()
    {
        Faults.Outage = CosmosOutage.ServiceUnavailable;
        await stack.Accept(Event());
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").DeadLettered == 1, "the dead letter");

        var letter = await DeadLetters.Peek(stack, "user-events");
        Assert.Equal(("RetriesExhausted", 0), (letter.DeadLetterReason, letter.DeliveryCount));
    }

    [Fact]
    public async Task Failure_nobody_foresaw_is_redelivered_and_then_dead_lettered_by_the_broker()
    {
        var fault = Faults.Add(new CosmosFault(new FaultAction.Answer(403)) { PathContains = "/docs" });

        await stack.Accept(Event());
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").DeadLettered == 1, "the dead letter");

        Assert.True(fault.Hits >= 10);
        Assert.Equal("MaxDeliveryCountExceeded", (await DeadLetters.Peek(stack, "user-events")).DeadLetterReason);
    }

    [Theory]
    [InlineData("user.deleted.no-id", "UserWithoutId")]
    [InlineData("user.created.data-null", "EventWithoutData")]
    [InlineData("user.updated.no-updated-at", "UserWithoutVersion")]
    public async Task Event_that_cannot_be_read_is_a_dead_letter_at_its_first_delivery(string payload, string reason)
    {
        await stack.Accept(Payloads.Text(payload));
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").DeadLettered == 1, "the dead letter");

        var letter = await DeadLetters.Peek(stack, "user-events");
        Assert.Equal((reason, 0), (letter.DeadLetterReason, letter.DeliveryCount));
        Assert.Equal(Payloads.Bytes(payload), letter.Body.ToArray());
    }

    private async Task ApplyOneEvent()
    {
        await stack.Accept(Event());
        await stack.Quiet();
        Assert.NotNull(await stack.User(clerkId));
    }

    private string Event() => Payloads.With("user.created", ("id", clerkId));

    private void AssertAppliedAtTheFirstDelivery()
    {
        var counts = stack.Emulators.ServiceBus.Counts("user-events");
        Assert.Equal((0, 0, 0), (counts.DeadLettered, counts.TotalAbandoned, counts.TotalLocksExpired));
    }
}
