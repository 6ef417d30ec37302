using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Alerts that only time raises, by a clock of app, broker and store.</summary>
public sealed class When_the_status_is_asked_later
{
    private readonly ManualClock clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Queue_that_nobody_works_on_is_behind()
    {
        await using var stack = await TestStack.Start(clock, configure: null, ("AzureWebJobs.ApplyUserEvent.Disabled", "true"));
        await stack.Accept(Payloads.Text("user.created"));

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await Alerts(stack));

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["queue-behind: user-events: 1 waiting, the oldest for 6 min."], await Alerts(stack));
    }

    [Fact]
    public async Task Events_that_were_set_aside_are_late()
    {
        await using var stack = await Start();
        stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.ServiceUnavailable;
        await stack.Accept(Payloads.Text("user.created"));
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts(Queues.UserEvents) is { Active: 0, Scheduled: 1 }, "it to be set aside");

        stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.None;
        clock.Advance(TimeSpan.FromMinutes(3));
        await stack.Quiet();
        await stack.The<VitalsStore>().Add(stack.The<VitalSigns>().Take()!, CancellationToken.None);

        Assert.StartsWith("events-late: Of 100 events of the last hour, 99 took up to 3 min", Assert.Single(await Alerts(stack)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_runs_reconciliation_is_late_and_without_events_it_is_silent()
    {
        await using var stack = await Start();
        var firstRan = new ReconcileState { Since = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        Assert.True(await stack.The<RunStore>().TrySave(firstRan, etag: null, CancellationToken.None));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await Alerts(stack));

        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["reconcile-late: No run over what changed at Clerk has ended well for 3 h."], await Alerts(stack));

        clock.Advance(TimeSpan.FromHours(22));
        Assert.Equal("events-silent: No event has come for 25 h.", (await Alerts(stack))[0]);
    }

    /// <summary>A retry within a delivery would wait for the clock.</summary>
    private Task<TestStack> Start() => TestStack.Start(
        clock, services => services.AddSingleton(RedeliveryPolicy.Default with { RetriesInHandler = 1, FirstBackoff = TimeSpan.Zero }));

    private static async Task<IReadOnlyList<string>> Alerts(TestStack stack) =>
    [
        .. (await stack.Status()).GetProperty("alerts").EnumerateArray()
            .Select(alert => $"{alert.GetProperty("name")}: {alert.GetProperty("says")}"),
    ];
}
