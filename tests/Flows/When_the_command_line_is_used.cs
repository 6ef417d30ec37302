using Microsoft.Extensions.DependencyInjection;
using Serverless.Cli;
using Serverless.Identity.History;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>What an operator does, from a keyboard or a script.</summary>
public sealed class When_the_command_line_is_used : IAsyncLifetime
{
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(
        TimeSpan.FromMilliseconds(100), services => services.AddSingleton(new HistoryPace(TimeSpan.FromMilliseconds(50))));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Somebody_is_made_and_changed_and_it_is_told_why()
    {
        var made = await stack.Tool(
            "trigger", "user.created", "--set", "data.id=user_cli", "--set", "data.first_name=Kadri", "--at", "2026-01-01T10:00:00Z");
        await stack.Quiet();
        var late = await stack.Tool(
            "trigger", "user.updated", "--set", "data.id=user_cli", "--at", "2026-01-01T09:00:00Z", "--id", "msg_late", "--json");
        await stack.Quiet();
        var why = await WhyOnceTold("user_cli", "msg_late");

        Assert.Equal(ExitCode.AllWell, made.Code);
        Assert.Equal("Kadri", (await stack.User("user_cli"))!.Value.Profile!.FirstName);
        Assert.Equal((202, "user_cli"), (late.JsonLines[0].GetProperty("status").GetInt32(), late.JsonLines[0].GetProperty("about").GetString()));
        Assert.Contains("user_cli: active, as of 2026-01-01 10:00:00Z", why.Output, StringComparison.Ordinal);
        Assert.Contains("ignored as stale", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_is_well_is_0_and_an_alert_is_1()
    {
        var well = await stack.Tool("status");
        await stack.FailForGood(1);
        var unwell = await stack.Tool("status");
        var json = await stack.Tool("status", "--json");

        Assert.Equal((ExitCode.AllWell, ExitCode.FoundWrong, ExitCode.FoundWrong), (well.Code, unwell.Code, json.Code));
        Assert.StartsWith("All is well, ", well.Output, StringComparison.Ordinal);
        Assert.Contains("dead-letters  1 could not be handled: 1 UserWithoutId of user-events.", unwell.Output, StringComparison.Ordinal);
        Assert.Equal("dead-letters", json.Json.GetProperty("alerts")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Somebody_deleted_is_searched_for_and_erased_and_the_living_are_not()
    {
        await stack.Tool("trigger", "user.created", "--set", "data.id=user_cli");
        await stack.Quiet();
        var living = await stack.Tool("erase", "user_cli");
        await stack.Tool("trigger", "user.deleted", "--set", "data.id=user_cli");
        await stack.Quiet();
        await WhyOnceTold("user_cli", "tombstone");
        var search = await stack.Tool("erase", "user_cli", "--address", "a@people.example", "--dry-run");
        var erased = await stack.Tool("erase", "user_cli");

        Assert.Equal((ExitCode.Refused, ExitCode.AllWell, ExitCode.AllWell), (living.Code, search.Code, erased.Code));
        Assert.Contains("user-not-deleted", living.Error, StringComparison.Ordinal);
        Assert.Matches(@"history\s+2\s+-\s", search.Output);
        Assert.Contains("Nothing was changed.", search.Output, StringComparison.Ordinal);
        Assert.Matches(@"history\s+2\s+0\s", erased.Output);
        Assert.Contains("but the tombstone", erased.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_signed_with_another_secret_or_long_ago_is_4()
    {
        var runs = new[]
        {
            await stack.Tool("trigger", "user.created", "--secret", ASettings.OtherSecret),
            await stack.Tool("trigger", "user.created", "--signed-at", "2026-01-01T10:00:00Z"),
        };

        Assert.All(runs, run => Assert.Equal(ExitCode.Refused, run.Code));
        Assert.All(runs, run => Assert.Contains("401", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Letters_whose_cause_is_gone_are_redriven_to_the_end()
    {
        var people = await stack.Fail(3);

        var listed = await stack.Tool("dead-letters", "list", "--all", "--json");
        var preview = await stack.Tool("dead-letters", "redrive", "--reason", "RetriesExhausted", "--dry-run", "--json");
        var run = await stack.Tool("dead-letters", "redrive", "--queue", "user-events", "--json");
        await stack.Quiet();
        var shown = await stack.Tool("dead-letters", "run", run.Json.GetProperty("run").GetString()!);
        var runs = await stack.Tool("dead-letters", "runs");

        Assert.Equal(3, listed.JsonLines.Count);
        Assert.Equal(3, preview.Json.GetProperty("total").GetInt32());
        Assert.Equal((ExitCode.AllWell, "done", 3), (run.Code, run.Json.GetProperty("phase").GetString(), run.Json.GetProperty("done").GetInt32()));
        Assert.Contains("3 of 3", run.Error, StringComparison.Ordinal);
        Assert.Contains("redrive in user-events: done", shown.Output, StringComparison.Ordinal);
        Assert.Contains("dlr_", runs.Output, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(people.Select(stack.User)), Assert.NotNull);
    }

    [Fact]
    public async Task A_run_whose_letters_come_back_is_1_and_giving_up_on_them_is_0()
    {
        await stack.FailForGood(60);

        var redriven = await stack.Tool("dead-letters", "redrive", "--all");
        var discarded = await stack.Tool("dead-letters", "discard", "--all", "--because", "nobody can read them");

        Assert.Equal(ExitCode.FoundWrong, redriven.Code);
        Assert.Contains("failed again", redriven.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AllWell, discarded.Code);
        Assert.Contains("because: nobody can read them", discarded.Output, StringComparison.Ordinal);
        Assert.Contains("No dead letters.", (await stack.Tool("dead-letters", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_is_followed_to_its_end_and_what_it_mended_is_drift()
    {
        var before = await stack.Tool("drift");
        stack.SignUp("Mara");
        stack.SignUp("Jonas");
        await stack.Tool("trigger", "user.created");
        await stack.Quiet();

        var sweep = await stack.Tool("reconcile", "start", "--json");
        var drift = await stack.Tool("drift", "--json");
        var allowed = await stack.Tool("drift", "--allow", "1");
        var ofOrganizations = await stack.Tool("drift", "--kind", "organizations");
        var of = sweep.JsonLines[0].GetProperty("run").GetString()!;
        var ledger = await stack.Tool("reconcile", "run", of);
        var runs = await stack.Tool("reconcile", "runs");

        Assert.Equal((ExitCode.AllWell, "No run has ended yet."), (before.Code, before.Output.Trim()));
        Assert.Equal(["sweep", "organizations"], sweep.JsonLines.Select(run => run.GetProperty("kind").GetString()));
        Assert.All(sweep.JsonLines, run => Assert.Equal("done", run.GetProperty("phase").GetString()));
        Assert.Equal(2, sweep.JsonLines[0].GetProperty("totals").GetProperty("missing").GetInt32());
        Assert.Contains("missing", ledger.Output, StringComparison.Ordinal);
        Assert.Contains(of, runs.Output, StringComparison.Ordinal);

        // Who has signed up a moment ago does not count, as their events may have been on their way; whom Clerk does not know does.
        Assert.Equal((ExitCode.FoundWrong, 1), (drift.Code, drift.Json.GetProperty("drift").GetInt32()));
        Assert.Equal((ExitCode.AllWell, ExitCode.AllWell), (allowed.Code, ofOrganizations.Code));
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_learns_that_the_run_goes_on()
    {
        await stack.FailForGood(3);
        using var impatient = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new WriterThatCancels(impatient);
        var surroundings = stack.Surroundings() with { PollEvery = TimeSpan.FromMinutes(1) };

        var code = await CommandLine.Run(["dead-letters", "redrive", "--all"], surroundings, output, error, impatient.Token);

        Assert.Equal(((int)ExitCode.Cancelled, ""), (code, output.ToString()));
        Assert.Contains("goes on by itself", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("why", "user_nobody")]
    [InlineData("dead-letters", "run", "dlr_nonsense")]
    [InlineData("reconcile", "run", "run_nonsense")]
    public async Task What_does_not_exist_is_4_and_told_by_its_code(params string[] arguments)
    {
        var run = await stack.Tool([.. arguments, "--json"]);

        Assert.Equal((ExitCode.Refused, ""), (run.Code, run.Output));
        Assert.Contains("(404 ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Histories are written a moment later.</summary>
    private async Task<ToolRun> WhyOnceTold(string user, string of)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(30);
        while (true)
        {
            var why = await stack.Tool("why", user);
            if (why.Output.Contains(of, StringComparison.Ordinal))
            {
                return why;
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, why.Output);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Somebody who presses Ctrl-C as soon as there is something to read.</summary>
    private sealed class WriterThatCancels(CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            source.Cancel();
        }
    }
}
