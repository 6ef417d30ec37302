using Local.Cosmos;
using Local.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_dead_letters_are_redriven : IAsyncLifetime
{
    private TestStack stack = null!;

    private QueueCounts Counts => stack.Emulators.ServiceBus.Counts("user-events");

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(TimeSpan.FromMilliseconds(500));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task They_have_their_effect_once_the_cause_is_gone_under_new_ids()
    {
        var people = await stack.Fail(5);

        var report = await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        Assert.Equal(("done", 5, 5), report.Outcome());
        Assert.Equal((0, 0), (Counts.DeadLettered, Counts.TotalDuplicatesDropped));
        await AssertAllAreThere(people);
    }

    [Fact]
    public async Task Doing_it_twice_repeats_nothing()
    {
        await stack.Fail(5);
        await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();
        var sent = Counts.TotalEnqueued;

        var again = await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        Assert.Equal(("done", 0, 0), again.Outcome());
        Assert.Equal(sent, Counts.TotalEnqueued);
    }

    [Fact]
    public async Task Only_those_named_are_redriven_and_the_others_stay()
    {
        var people = await stack.Fail(3);
        var letters = (await stack.DeadLetters()).GetProperty("items").EnumerateArray().ToList();
        var named = letters.Single(letter => letter.GetProperty("about").GetProperty("user").GetString() == people[1]).GetProperty("sequenceNumber");

        var report = await stack.Run("redrive", $$"""{"messages":[{"queue":"user-events","sequenceNumber":{{named}}}]}""");
        await stack.Quiet();

        Assert.Equal(("done", 1, 1), report.Outcome());
        var users = await Task.WhenAll(people.Select(stack.User));
        Assert.Equal([false, true, false], users.Select(user => user is not null));
        Assert.Equal(2, Counts.DeadLettered);
    }

    /// <summary>Two operators press the button at once, while people go on signing up.</summary>
    [Fact]
    public async Task Two_runs_at_once_share_the_letters_and_lose_none()
    {
        var people = await stack.Fail(100);
        var before = Counts;

        var runs = await Task.WhenAll(stack.Begin("redrive", """{"all":true}"""), stack.Begin("redrive", """{"reason":"RetriesExhausted"}"""));
        var live = Enumerable.Range(0, 20).Select(_ => $"user_{Guid.NewGuid():N}").ToList();
        foreach (var id in live)
        {
            await stack.Accept(Payloads.With("user.created", ("id", id)));
        }

        var reports = await Task.WhenAll(runs.Select(stack.Ended));
        await stack.Quiet();

        Assert.All(reports, report => Assert.Equal("done", report.Outcome().Phase));
        Assert.Equal(100, reports.Sum(report => report.Outcome().Done));
        Assert.Equal((0, 120, 0), (Counts.DeadLettered, Counts.TotalEnqueued - before.TotalEnqueued, Counts.TotalDuplicatesDropped));
        await AssertAllAreThere([.. people, .. live]);
    }

    [Fact]
    public async Task Run_whose_letters_come_back_stops_by_itself()
    {
        await stack.FailForGood(120);

        var report = await stack.Run("redrive", """{"all":true}""");

        var (phase, matching, done) = report.Outcome();
        Assert.Equal(("stopped", 120), (phase, matching));
        Assert.InRange(done, 50, 100);
        Assert.Matches("^[0-9]+ of [0-9]+ redriven have failed again\\.$", report.GetProperty("remark").GetString());
        await stack.Quiet();
        Assert.Equal(120, Counts.DeadLettered);
    }

    [Fact]
    public async Task Letter_that_comes_back_says_how_often_it_was_redriven()
    {
        await stack.FailForGood(1);
        await stack.Run("redrive", """{"all":true}""");
        await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        var letter = Assert.Single((await stack.DeadLetters()).GetProperty("items").EnumerateArray());
        Assert.Equal(
            (2, $"{letter.GetProperty("originalId")}~r2", "UserWithoutId"),
            (letter.GetProperty("timesRedriven").GetInt32(), letter.GetProperty("messageId").GetString(), letter.GetProperty("reason").GetString()));
    }

    /// <summary>The copy is sent and the letter stays, as after a crash in between. The second copy is dropped as a duplicate.</summary>
    [Fact]
    public async Task Crash_between_sending_and_taking_away_repeats_nothing()
    {
        var people = await stack.Fail(3);
        // So that the letter is settled before its copy is, which the fault would strike as well.
        foreach (var container in new[] { "identities", "users" })
        {
            stack.Emulators.Cosmos.Faults.Add(
                new CosmosFault(new FaultAction.Delay(TimeSpan.FromSeconds(1))) { PathContains = $"/colls/{container}/docs", Times = 1 });
        }

        stack.Emulators.ServiceBus.Faults.Apply(new BrokerFaultOrder
        {
            Fault = BrokerFault.LockLost,
            Operation = BrokerOperation.Complete,
            Queue = "user-events",
            Times = 1,
        });

        var report = await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        Assert.Equal(1, stack.Emulators.ServiceBus.Faults.Hits(BrokerFault.LockLost));
        Assert.Equal(("done", 3, 3), report.Outcome());
        Assert.Equal((0, 1), (Counts.DeadLettered, Counts.TotalDuplicatesDropped));
        await AssertAllAreThere(people);
    }

    [Fact]
    public async Task Step_that_cannot_write_down_what_it_did_loses_no_letter()
    {
        var people = await stack.Fail(3);
        var fault = stack.Emulators.Cosmos.Faults.Add(
            new CosmosFault(new FaultAction.Answer(503)) { Method = "PUT", PathContains = "/colls/operations/docs", Times = 1 });

        var report = await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        Assert.Equal(1, fault.Hits);
        Assert.Equal("done", report.Outcome().Phase);
        Assert.Equal(0, Counts.DeadLettered);
        await AssertAllAreThere(people);
    }

    /// <summary>Within the broker's memory of ids: a delayed copy that was called as in the life before would vanish.</summary>
    [Fact]
    public async Task Letter_that_is_set_aside_in_its_second_life_too_is_not_taken_for_a_duplicate()
    {
        await using var patient = await FailedEvents.Start(TimeSpan.FromMilliseconds(100), services => services.AddSingleton(new RedeliveryPolicy
        {
            RetriesInHandler = 1,
            FirstBackoff = TimeSpan.FromMilliseconds(1),
            FirstDelay = TimeSpan.FromMilliseconds(50),
            MaxTimesSetAside = 1,
        }));
        var person = (await patient.Fail(1))[0];
        patient.BreakUsers();
        await patient.Run("redrive", """{"all":true}""");
        await TestStack.Until(() => patient.DeadLetterCount() == 1, "it to come back");
        patient.Emulators.Cosmos.Faults.Clear();

        await patient.Run("redrive", """{"all":true}""");
        await patient.Quiet();

        Assert.NotNull(await patient.User(person));
        var counts = patient.Emulators.ServiceBus.Counts("user-events");
        Assert.Equal((5, 0), (counts.TotalEnqueued, counts.TotalDuplicatesDropped));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        await stack.Fail(1);
        var first = await stack.Run("redrive", """{"queue":"user-events","olderThanMinutes":60}""");
        var second = await stack.Run("redrive", """{"queue":"user-events","type":"user.created"}""");

        var runs = (await stack.DeadLetters("/runs")).GetProperty("runs").EnumerateArray().ToList();

        Assert.Equal([$"{second.GetProperty("run")}", $"{first.GetProperty("run")}"], runs.Select(run => $"{run.GetProperty("run")}"));
        Assert.Equal((("done", 1, 1), ("done", 0, 0)), (runs[0].Outcome(), runs[1].Outcome()));
        Assert.Equal("""{"queue":"user-events","type":"user.created"}""", runs[0].GetProperty("filter").GetRawText());
        Assert.True(runs[1].GetProperty("filter").GetProperty("before").GetDateTimeOffset() < DateTimeOffset.UtcNow.AddMinutes(-59));
        var older = await stack.DeadLetters($"/runs?before={second.GetProperty("startedAt").GetDateTimeOffset().ToUnixTimeMilliseconds()}");
        Assert.Single(older.GetProperty("runs").EnumerateArray());
    }

    private async Task AssertAllAreThere(IReadOnlyList<string> people)
    {
        var users = await Task.WhenAll(people.Select(stack.User));
        Assert.All(users, Assert.NotNull);
        Assert.Equal(people.Count, users.Select(user => user!.Value.Id).Distinct().Count());
    }
}
