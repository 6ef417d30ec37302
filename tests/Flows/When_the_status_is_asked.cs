using Local.Clerk;
using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>The person on call has ten minutes. Each alert is raised here by a fault.</summary>
public sealed class When_the_status_is_asked : IAsyncLifetime
{
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(
        TimeSpan.Zero, services => services.AddSingleton(new VitalsPace(TimeSpan.FromMilliseconds(20))));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Healthy_stack_is_well_and_tells_of_events_queues_runs_and_versions()
    {
        stack.SignUp(announce: true);
        await Handled(1);
        await stack.Sweep();

        var status = await stack.Status();

        Assert.Equal((true, 0), (status.GetProperty("well").GetBoolean(), status.GetProperty("alerts").GetArrayLength()));
        Assert.Equal(Queues.All, status.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("queue").GetString()));
        Assert.All(status.GetProperty("queues").EnumerateArray(), queue => Assert.Equal(0, queue.GetProperty("waiting").GetInt32()));
        var events = status.GetProperty("events");
        Assert.Equal(1, events.GetProperty("lastHour").GetInt64());
        Assert.InRange(events.GetProperty("silenceSeconds").GetInt64(), 0, 60);
        Assert.InRange(events.GetProperty("lagP99Seconds").GetDouble(), 0.001, 60);
        var reconcile = status.GetProperty("reconcile");
        Assert.Equal(["organizations", "sweep"], reconcile.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("kind").GetString()).Order());
        Assert.True(reconcile.TryGetProperty("sweptAt", out _));
        Assert.True(status.GetProperty("store").GetProperty("requests").GetInt64() > 0);
        Assert.All(status.GetProperty("versions").EnumerateObject(), version => Assert.Matches(@"\d+\.\d+", version.Value.GetString()));
    }

    [Fact]
    public async Task Store_that_is_down_is_said_and_hides_nothing_else()
    {
        await stack.FailForGood(1);
        var fault = stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(503)));

        var status = await stack.Status();

        Assert.True(fault.Hits > 0);
        Assert.Equal(["store-unreachable", "dead-letters"], status.Alerts());
        Assert.Equal(1, status.GetProperty("deadLetters").GetProperty("total").GetInt32());
        Assert.False(status.TryGetProperty("reconcile", out _));
    }

    [Fact]
    public async Task Broker_that_is_down_is_said_and_hides_nothing_else()
    {
        stack.SignUp(announce: true);
        await Handled(1);
        await stack.Emulators.ServiceBus.DisposeAsync();

        var status = await stack.Status();

        Assert.Equal(["broker-unreachable"], status.Alerts());
        Assert.Equal(1, status.GetProperty("events").GetProperty("lastHour").GetInt64());
    }

    [Fact]
    public async Task What_waits_and_what_is_set_aside_are_told_apart()
    {
        await stack.App.Services.GetRequiredService<QueueSenders>().To(Queues.Reconcile)
            .ScheduleMessageAsync(new Azure.Messaging.ServiceBus.ServiceBusMessage("{}"), DateTimeOffset.UtcNow.AddHours(1), Cancellation);

        var queue = (await stack.Status()).GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("queue").GetString() == Queues.Reconcile);

        Assert.Equal((0, 1), (queue.GetProperty("waiting").GetInt32(), queue.GetProperty("setAside").GetInt32()));
        Assert.False(queue.TryGetProperty("oldestSeconds", out _));
    }

    [Fact]
    public async Task Dead_letters_are_counted_by_reason()
    {
        await stack.FailForGood(2);
        await stack.Fail(people: 1);

        var status = await stack.Status();

        Assert.Contains("dead-letters", status.Alerts());
        Assert.Equal(
            ["2 UserWithoutId", "1 RetriesExhausted"],
            status.GetProperty("deadLetters").GetProperty("counts").EnumerateArray().Select(count => $"{count.GetProperty("count")} {count.GetProperty("reason")}"));
    }

    [Fact]
    public async Task Redrive_that_stopped_itself_is_said()
    {
        await stack.FailForGood(60);
        await stack.Run("redrive", """{"all":true}""");

        Assert.Equal(["redrive-stopped", "dead-letters"], (await stack.Status()).Alerts());
    }

    [Fact]
    public async Task Lost_events_are_said_when_two_runs_in_a_row_found_them()
    {
        await stack.Sweep();
        for (var run = 0; run < 2; run++)
        {
            stack.Emulators.Clerk.Directory.CreateUsers(1, _ => new NewUser { Since = DateTimeOffset.UtcNow.AddHours(-1) }, announce: false);
            await stack.Sweep();
        }

        Assert.Contains("events-lost", (await stack.Status()).Alerts());
    }

    [Fact]
    public async Task Throttling_store_is_said()
    {
        var fault = stack.Emulators.Cosmos.Faults.Add(
            new CosmosFault(new FaultAction.Answer(429, 3200, TimeSpan.FromMilliseconds(110))) { PathContains = "/colls/users/docs", Probability = 0.5, Seed = 7 });
        for (var person = 0; person < 40; person++)
        {
            await stack.Accept(Payloads.With("user.created", ("id", $"user_{Guid.NewGuid():N}")));
        }

        await stack.Quiet();
        stack.Emulators.Cosmos.Faults.Clear();
        await Handled(40 - stack.DeadLetterCount());
        var store = (await stack.Status()).GetProperty("store");

        Assert.True(fault.Hits > 10);
        Assert.Contains("store-throttled", (await stack.Status()).Alerts());
        Assert.InRange(store.GetProperty("throttled").GetInt64(), 11, fault.Hits);
    }

    /// <summary>Until so many events are written down as handled.</summary>
    private async Task Handled(long events)
    {
        while ((await stack.Status()).GetProperty("events").GetProperty("lastHour").GetInt64() < events)
        {
            await Task.Delay(20, Cancellation);
        }
    }
}
