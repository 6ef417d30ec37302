using System.Text.Json;
using Local.Clerk;
using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>An hour by the clock of app, broker and store, while people sign up, change and leave all the time.</summary>
public sealed class When_the_store_is_down_for_an_hour
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);
    private static readonly Random Choice = new(20270115);

    private readonly ManualClock clock = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_waited_for_and_nothing_becomes_a_dead_letter()
    {
        await using var stack = await Start(RedeliveryPolicy.Default.MaxTimesSetAside);

        await LiveThroughTheOutage(stack);
        await Until(stack, () => Counts(stack).Scheduled == 0);

        TestContext.Current.SendDiagnosticMessage(
            $"turned away by the outage: {stack.Emulators.Cosmos.Faults.OutageHits} requests; messages of users: {Counts(stack).TotalEnqueued}");
        Assert.True(stack.Emulators.Cosmos.Faults.OutageHits > 300);
        Assert.Equal((0, 0), (Counts(stack).DeadLettered, Counts(stack).TotalAbandoned));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task What_was_given_up_is_told_by_the_status_and_redriven_by_the_timer()
    {
        // Ten seconds, twenty, forty…: after five minutes each is given up.
        await using var stack = await Start(maxTimesSetAside: 5);

        await LiveThroughTheOutage(stack);
        await Until(stack, () => Counts(stack).Scheduled == 0);
        var letters = Counts(stack).DeadLettered;

        Assert.True(letters > 100, $"{letters} dead letters");
        Assert.Equal(["dead-letters"], (await stack.Status()).Alerts());
        Assert.Equal(letters, (await stack.Status()).GetProperty("deadLetters").GetProperty("total").GetInt64());
        Assert.NotEmpty(await TruthAtClerk.Differences(stack));

        await Until(stack, () => Counts(stack).DeadLettered == 0 && Operations(stack) is { Active: 0, Scheduled: 0 }, everyHour: () => RunTimer(stack));

        Assert.Empty((await stack.Status()).Alerts());
        // A step that the jumping clock cut short has not counted what it redrove.
        Assert.InRange((await Runs(stack)).Sum(run => run.GetProperty("done").GetInt64()), 1, letters);
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    /// <summary>A retry within a delivery would wait for the clock, which waits for the delivery.</summary>
    private Task<TestStack> Start(int maxTimesSetAside) => TestStack.Start(
        clock, services => services.AddSingleton(RedeliveryPolicy.Default with { RetriesInHandler = 1, FirstBackoff = TimeSpan.Zero, MaxTimesSetAside = maxTimesSetAside }));

    private async Task LiveThroughTheOutage(TestStack stack)
    {
        for (var people = 0; people < 20; people++)
        {
            stack.Emulators.Clerk.Directory.CreateUser(new NewUser { EmailAddress = $"person{people}@people.example" });
        }

        await Rest(stack);
        stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.ServiceUnavailable;
        for (var minute = 0; minute < 60; minute++)
        {
            for (var change = 0; change < 4; change++)
            {
                Change(stack.Emulators.Clerk.Directory, $"at{minute}-{change}@people.example");
            }

            await Rest(stack);
            clock.Advance(Step);
        }

        Assert.Equal("store-unreachable", (await stack.Status()).Alerts()[0]);
        stack.Emulators.Cosmos.Faults.Outage = CosmosOutage.None;
    }

    private static void Change(ClerkDirectory directory, string address)
    {
        var somebody = directory.Users()[Choice.Next(directory.Users().Count)].Id;
        switch (Choice.Next(4))
        {
            case 0:
                directory.CreateUser(new NewUser { EmailAddress = address });
                break;
            case 1:
                directory.DeleteUser(somebody);
                break;
            default:
                directory.UpdateUser(somebody, user => user["first_name"] = address);
                break;
        }
    }

    /// <summary>Nobody has anything to do before the clock moves.</summary>
    private static async Task Rest(TestStack stack)
    {
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhooks");
        await TestStack.Until(() => Queues.All.All(queue => stack.Emulators.ServiceBus.Counts(queue).Active == 0), "the queues");
    }

    /// <summary>Time goes on.</summary>
    private async Task Until(TestStack stack, Func<bool> seen, Func<Task>? everyHour = null)
    {
        for (var minute = 0; !seen(); minute++)
        {
            Assert.True(minute < 600, $"Ten hours were not enough: {Counts(stack)}");
            if (minute % 60 == 59 && everyHour is not null)
            {
                await everyHour();
            }

            clock.Advance(Step);
            await Rest(stack);
        }
    }

    /// <summary>What the timer's function does, awaited.</summary>
    private static Task RunTimer(TestStack stack) => stack.The<DeadLetterRuns>().RedriveRipe(Cancellation);

    private static global::Local.ServiceBus.QueueCounts Counts(TestStack stack) => stack.Emulators.ServiceBus.Counts(Queues.UserEvents);

    private static global::Local.ServiceBus.QueueCounts Operations(TestStack stack) => stack.Emulators.ServiceBus.Counts(Queues.Operations);

    private static async Task<IReadOnlyList<JsonElement>> Runs(TestStack stack) =>
        [.. JsonElement.Parse(await stack.App.Http.GetStringAsync("/api/ops/dead-letters/runs", Cancellation)).GetProperty("runs").EnumerateArray()];
}
