using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.Ids;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>What the timer does, at times of a clock of its own.</summary>
public sealed class When_dead_letters_are_ripe : IAsyncLifetime
{
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(TimeSpan.FromMilliseconds(300));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Those_that_may_have_passed_are_redriven_by_themselves_and_not_before_their_time()
    {
        var people = await stack.Fail(2);
        await stack.FailForGood(1);

        Assert.Null(await TimerAfter(TimeSpan.FromMinutes(58)));
        Assert.Equal(3, stack.DeadLetterCount());

        var report = await TimerAfter(TimeSpan.FromMinutes(61));
        await stack.Quiet();

        Assert.Equal(("done", 2, 2), report!.Value.Outcome());
        Assert.True(report.Value.GetProperty("byTheClock").GetBoolean());
        Assert.All(await Task.WhenAll(people.Select(stack.User)), Assert.NotNull);
        Assert.Equal("UserWithoutId", (await DeadLetters.Peek(stack, "user-events")).DeadLetterReason);
    }

    [Fact]
    public async Task One_that_came_back_waits_twice_as_long()
    {
        var person = (await stack.Fail(1))[0];
        stack.BreakUsers();
        Assert.Equal(("done", 1, 1), (await TimerAfter(TimeSpan.FromMinutes(61)))!.Value.Outcome());
        await TestStack.Until(() => stack.DeadLetterCount() == 1, "it to come back");
        stack.Emulators.Cosmos.Faults.Clear();

        Assert.Null(await TimerAfter(TimeSpan.FromMinutes(118)));
        Assert.Equal(("done", 1, 1), (await TimerAfter(TimeSpan.FromMinutes(121)))!.Value.Outcome());
        await stack.Quiet();

        Assert.NotNull(await stack.User(person));
    }

    [Fact]
    public async Task Run_that_nobody_works_on_is_taken_up_again()
    {
        var store = stack.App.Services.GetRequiredService<DeadLetterRunStore>();
        var person = (await stack.Fail(1))[0];
        var number = (await DeadLetters.Peek(stack, "user-events")).SequenceNumber;
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var run = new DeadLetterRun
        {
            Run = DeadLetterRunId.New(stack.App.Services.GetRequiredService<IdGenerator>()),
            Kind = DeadLetterRunKind.Redrive,
            Phase = DeadLetterRunPhase.Running,
            Filter = DeadLetterFilter.All,
            StartedAt = now,
            MovedAt = now,
            Parts = [new DeadLetterPart("user-events", 1, number, number)],
        };
        await store.TryCreate(run, TestContext.Current.CancellationToken);

        await Timer(TimeSpan.FromMinutes(9)).RedriveRipe(TestContext.Current.CancellationToken);
        Assert.Equal(0, stack.Emulators.ServiceBus.Counts("operations").TotalEnqueued);
        await Timer(TimeSpan.FromMinutes(11)).RedriveRipe(TestContext.Current.CancellationToken);

        Assert.Equal(("done", 1, 1), (await stack.Ended($"/api/ops/dead-letters/runs/{run.Run}")).Outcome());
        await stack.Quiet();
        Assert.NotNull(await stack.User(person));
    }

    /// <returns>The report of the run that it started, if it did.</returns>
    private async Task<JsonElement?> TimerAfter(TimeSpan time)
    {
        var before = await Runs();
        await Timer(time).RedriveRipe(TestContext.Current.CancellationToken);
        return (await Runs()).Except(before).SingleOrDefault() is { } run ? await stack.Ended($"/api/ops/dead-letters/runs/{run}") : null;
    }

    private async Task<IReadOnlyList<string>> Runs() =>
        [.. (await stack.DeadLetters("/runs")).GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString()!)];

    /// <summary>The app's, but by a later clock; runs go on by the real one.</summary>
    private DeadLetterRuns Timer(TimeSpan later)
    {
        var services = stack.App.Services;
        return new DeadLetterRuns(
            services.GetRequiredService<DeadLetterRunStore>(),
            services.GetRequiredService<DeadLetterSurvey>(),
            services.GetRequiredService<DeadLetterStepSender>(),
            services.GetRequiredService<IdGenerator>(),
            new ManualClock(DateTimeOffset.UtcNow + later),
            NullLogger<DeadLetterRuns>.Instance);
    }
}
