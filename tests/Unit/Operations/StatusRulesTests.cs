using Serverless.Operations.DeadLetters;
using Serverless.Operations.Status;
using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

/// <summary>What is well, and for each alert how far it may go before it is raised.</summary>
public sealed class StatusRulesTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 15, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);
    private static readonly IdGenerator Ids = new(TimeProvider.System);

    private static readonly StatusReport Well = new()
    {
        At = Now,
        Queues = [new("user-events", 3, 1, OldestSeconds: 2, HasMore: false)],
        DeadLetters = new(0, [], HasMore: false, LastRun: null),
        Events = new(Now.AddMinutes(-10), 600, LastHour: 1000, LagP50Seconds: 0.05, LagP99Seconds: 2),
        Reconcile = new([ARun(RunPhase.Done)], Now.AddDays(-9), Now.AddMinutes(-20), Now.AddHours(-5), null, DriftLastDay: 2, NeverReceivedLastDay: 1, LosingRuns: 1),
        Store = new(Requests: 5000, Throttled: 50),
        Versions = new("1", "2", "3", "4", "5"),
    };

    [Fact]
    public void All_is_well_while_everything_is_within_its_limits() => Assert.Empty(StatusRules.Alerts(Well, Silence));

    [Fact]
    public void Fresh_deployment_is_well() => Assert.Empty(StatusRules.Alerts(
        Well with { Reconcile = new([], null, null, null, null, 0, 0, 0), Events = new(null, null, 0, null, null), Store = new(0, 0) }, Silence));

    [Fact]
    public void Store_that_does_not_answer() =>
        Assert.Equal("store-unreachable: The store does not answer.", Only(Well with { Store = null, Events = null, Reconcile = null }));

    [Fact]
    public void Broker_that_does_not_answer() =>
        Assert.Equal("broker-unreachable: The broker does not answer.", Only(Well with { Queues = null, DeadLetters = null }));

    [Fact]
    public void Queue_whose_oldest_message_waits_for_minutes() => Assert.Equal(
        "queue-behind: user-events: 1,000 or more waiting, the oldest for 10 min.",
        Only(Well with { Queues = [new("user-events", 1000, 0, 601, HasMore: true), new("reconcile", 5, 0, 299, false)] }));

    [Fact]
    public void Dead_letters() => Assert.Equal(
        "dead-letters: 4 could not be handled: 3 UserWithoutId of user-events, 1 RetriesExhausted of invitations.",
        Only(Well with
        {
            DeadLetters = new(4, [new("user-events", "UserWithoutId", 3), new("invitations", "RetriesExhausted", 1)], false, LastRun: null),
        }));

    [Fact]
    public void Redrive_that_stopped_itself_while_there_are_letters()
    {
        var stopped = new DeadLetterRunStatus(
            DeadLetterRunId.New(Ids), DeadLetterRunKind.Redrive, DeadLetterRunPhase.Stopped, Done: 50, FailedAgain: 45, Now);
        var report = Well with { DeadLetters = new(45, [new("user-events", "UserWithoutId", 45)], false, stopped) };

        Assert.Equal(["redrive-stopped", "dead-letters"], StatusRules.Alerts(report, Silence).Select(alert => alert.Name));
        Assert.Empty(StatusRules.Alerts(report with { DeadLetters = new(0, [], false, stopped) }, Silence));
    }

    [Fact]
    public void Events_that_take_minutes() => Assert.Equal(
        "events-late: Of 100 events of the last hour, 99 took up to 5 min from the door to the document.",
        Only(Well with { Events = Well.Events! with { LagP99Seconds = 300 } }));

    [Fact]
    public void Silence_longer_than_allowed()
    {
        var silent = Well with { Events = Well.Events! with { SilenceSeconds = 25 * 3600 } };

        Assert.Equal("events-silent: No event has come for 25 h.", Only(silent));
        Assert.Empty(StatusRules.Alerts(silent, TimeSpan.Zero));
    }

    [Fact]
    public void Silence_since_the_first_run_if_no_event_ever_came() => Assert.Equal(
        "events-silent: No event has come for 216 h.", Only(Well with { Events = new(null, null, 0, null, null) }));

    [Fact]
    public void Runs_in_a_row_that_find_what_no_event_told_of() => Assert.Equal(
        "events-lost: 2 runs in a row found changes of which no event ever came; 7 in the last 24 hours.",
        Only(Well with { Reconcile = Well.Reconcile! with { LosingRuns = 2, NeverReceivedLastDay = 7 } }));

    [Theory]
    [InlineData(RunPhase.Stopped, "stopped")]
    [InlineData(RunPhase.Failed, "failed")]
    public void Run_that_did_not_end_well(RunPhase phase, string said)
    {
        var broken = ARun(phase) with { Remark = "As it would have buried 12 of 100." };

        Assert.Equal(
            $"reconcile-broken: {broken.Run} {said}. As it would have buried 12 of 100.",
            Only(Well with { Reconcile = Well.Reconcile! with { Runs = [ARun(RunPhase.Done), broken] } }));
    }

    [Fact]
    public void No_run_over_changes_for_hours() => Assert.Equal(
        "reconcile-late: No run over what changed at Clerk has ended well for 3 h.",
        Only(Well with { Reconcile = Well.Reconcile! with { ChangesAt = Now.AddHours(-3) } }));

    [Fact]
    public void No_sweep_for_more_than_a_day() => Assert.Equal(
        "reconcile-late: No sweep has ended well for 31 h.", Only(Well with { Reconcile = Well.Reconcile! with { SweptAt = Now.AddHours(-31) } }));

    [Fact]
    public void Store_that_says_wait_to_more_than_one_call_in_a_hundred() => Assert.Equal(
        "store-throttled: The store told 51 of 5,000 calls of the last hour to wait.", Only(Well with { Store = new(5000, 51) }));

    [Fact]
    public void Few_waits_are_none() => Assert.Empty(StatusRules.Alerts(Well with { Store = new(20, 10) }, Silence));

    [Fact]
    public void Every_alert_is_raised_by_some_test_here() => Assert.Equal(11, StatusRules.Names.Distinct().Count());

    private static string Only(StatusReport report)
    {
        var alert = Assert.Single(StatusRules.Alerts(report, Silence));
        return $"{alert.Name}: {alert.Says}";
    }

    private static ReconcileRunStatus ARun(RunPhase phase) =>
        new(RunId.New(Ids), RunKind.Sweep, phase, Now.AddHours(-6), Now.AddHours(-5), Drift: 0, Remark: null);
}
