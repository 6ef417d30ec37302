using Local.Cosmos;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>A whole minute of the clock on the wall, with the policy that is deployed.</summary>
public sealed class When_the_store_is_down_for_a_minute : IAsyncLifetime
{
    private const int Events = 500;
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(1);

    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task All_of_500_events_are_applied_and_none_is_dead_lettered()
    {
        using var end = new Timer(_ => stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.None);
        for (var i = 0; i < Events; i++)
        {
            if (i == Events / 5)
            {
                stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.ServiceUnavailable;
                end.Change(Outage, Timeout.InfiniteTimeSpan);
            }

            await stack.Accept(Payloads.With("user.created", ("id", ClerkId(i))));
        }

        await TestStack.Until(
            () => stack.Emulators.Cosmos.Faults.Outage == CosmosOutage.None && Counts() is { Active: 0, Scheduled: 0 },
            "all events to be applied",
            patience: TimeSpan.FromMinutes(4));

        TestContext.Current.SendDiagnosticMessage(
            $"turned away by the outage: {stack.Emulators.Cosmos.Faults.OutageHits} requests; set aside: {Counts().TotalEnqueued - Events} times");
        Assert.True(Counts().TotalEnqueued > Events, "some event was set aside");
        Assert.Equal((0, 0), (Counts().DeadLettered, Counts().TotalAbandoned));
        var users = await Task.WhenAll(Enumerable.Range(0, Events).Select(i => stack.User(ClerkId(i))));
        Assert.All(users, Assert.NotNull);
        Assert.Equal(Events, users.Select(user => user!.Value.Id).Distinct().Count());
    }

    private string ClerkId(int i) => $"user_{run}{i}";

    private global::Local.ServiceBus.QueueCounts Counts() => stack.Emulators.ServiceBus.Counts("user-events");
}
