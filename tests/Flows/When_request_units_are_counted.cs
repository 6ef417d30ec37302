using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>What an event costs in the store, in the emulator's charge model, which follows the published figures.</summary>
public sealed class When_request_units_are_counted : IAsyncLifetime
{
    private readonly string clerkId = $"user_{Guid.NewGuid():N}";
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Each_kind_of_event_stays_within_its_budget()
    {
        await Cost(Payloads.With("user.created", ("id", clerkId + "first")));   // the SDK reads each container's definition once
        var created = await Cost(Payloads.With("user.created", ("id", clerkId), ("updated_at", 10)));
        var proven = await Cost(Event(version: 15));   // its address is verified and was not there before: is somebody expected at it?
        var updated = await Cost(Event(version: 20));
        var duplicate = await Cost(Event(version: 20));
        var stale = await Cost(Event(version: 5));
        var buried = await Cost(Payloads.With("user.deleted", ("id", clerkId)));

        TestContext.Current.SendDiagnosticMessage(
            $"request units: create {created:0.00}, update {updated:0.00}, with a new address {proven:0.00}, duplicate {duplicate:0.00}, stale {stale:0.00}, delete {buried:0.00}");
        Assert.InRange(created, 0.1, 12.5);
        Assert.InRange(updated, 0.1, 11.5);
        Assert.InRange(proven, 0.1, 12.5);
        Assert.InRange(duplicate, 0.1, 1.2);
        Assert.InRange(stale, 0.1, 1.2);
        Assert.InRange(buried, 0.1, 11.5);
    }

    private async Task<double> Cost(string json)
    {
        var before = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;
        await stack.Accept(json);
        await stack.Quiet();
        return stack.Emulators.Cosmos.Metrics.TotalRequestUnits - before;
    }

    private string Event(long version) => Payloads.With("user.updated", ("id", clerkId), ("updated_at", version));
}
