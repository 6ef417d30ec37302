using Serverless.Reconciliation;

namespace Serverless.Operations.Status;

/// <summary>When something wants a person. Each name is a row of the runbook in the room's README, which a test compares.</summary>
public static class StatusRules
{
    /// <summary>A message that waits so long is not being worked on: one is handled in milliseconds.</summary>
    private static readonly TimeSpan WaitingAllowed = TimeSpan.FromMinutes(5);

    /// <summary>Somebody who signed up so long ago has noticed.</summary>
    private static readonly TimeSpan LagAllowed = TimeSpan.FromMinutes(1);

    /// <summary>Eight periods of the schedule's default, a quarter of an hour.</summary>
    private static readonly TimeSpan ChangesAllowed = TimeSpan.FromHours(2);

    /// <summary>Sweeps are nightly by default, and one takes its time.</summary>
    private static readonly TimeSpan SweepAllowed = TimeSpan.FromHours(30);

    /// <summary>One run may meet events that were on their way; more in a row do not.</summary>
    private const int LosingRunsAllowed = 1;

    private const double ThrottledShareAllowed = 0.01;

    private const long ThrottledAllowed = 10;

    /// <summary>Most urgent first. A rule says in words what it found, or nothing.</summary>
    private static readonly IReadOnlyList<(string Name, Func<StatusReport, TimeSpan, string?> Says)> Rules =
    [
        ("store-unreachable", (report, _) => report.Store is null || report.Reconcile is null ? "The store does not answer." : null),
        ("broker-unreachable", (report, _) => report.Queues is null || report.DeadLetters is null ? "The broker does not answer." : null),
        ("reconcile-broken", (report, _) => Broken(report)),
        ("queue-behind", (report, _) => Behind(report)),
        ("events-silent", Silent),
        ("events-lost", (report, _) => report.Reconcile is { } reconcile && reconcile.LosingRuns > LosingRunsAllowed
            ? $"{reconcile.LosingRuns} runs in a row found changes of which no event ever came; {reconcile.NeverReceivedLastDay} in the last 24 hours."
            : null),
        ("redrive-stopped", (report, _) => report.DeadLetters is { Total: > 0, LastRun: { Phase: DeadLetters.DeadLetterRunPhase.Stopped } run }
            ? $"{run.Run} stopped: of {run.Done} dead letters redriven, {run.FailedAgain} failed again."
            : null),
        ("dead-letters", (report, _) => Letters(report)),
        ("events-late", (report, _) => report.Events?.LagP99Seconds is { } lag && lag > LagAllowed.TotalSeconds
            ? $"Of 100 events of the last hour, 99 took up to {Duration(lag)} from the door to the document."
            : null),
        ("reconcile-late", (report, _) => Late(report)),
        ("store-throttled", (report, _) => report.Store is { } store
            && store.Throttled > ThrottledAllowed && store.Throttled > store.Requests * ThrottledShareAllowed
            ? $"The store told {store.Throttled:N0} of {store.Requests:N0} calls of the last hour to wait."
            : null),
    ];

    public static IEnumerable<string> Names => Rules.Select(rule => rule.Name);

    /// <param name="silenceAllowed">How long no event may come; zero for ever.</param>
    public static IReadOnlyList<StatusAlert> Alerts(StatusReport report, TimeSpan silenceAllowed) =>
    [
        .. Rules.Select(rule => (rule.Name, Says: rule.Says(report, silenceAllowed)))
            .Where(rule => rule.Says is not null)
            .Select(rule => new StatusAlert(rule.Name, rule.Says!)),
    ];

    private static string? Broken(StatusReport report) =>
        report.Reconcile?.Runs.FirstOrDefault(run => run.Phase is RunPhase.Stopped or RunPhase.Failed) is { } run
            ? $"{run.Run} {(run.Phase == RunPhase.Stopped ? "stopped" : "failed")}. {run.Remark}"
            : null;

    private static string? Behind(StatusReport report)
    {
        var behind = report.Queues?.Where(queue => queue.OldestSeconds > WaitingAllowed.TotalSeconds)
            .Select(queue => $"{queue.Queue}: {queue.Waiting:N0}{(queue.HasMore ? " or more" : "")} waiting, the oldest for {Duration(queue.OldestSeconds!.Value)}.")
            .ToList();
        return behind is { Count: > 0 } ? string.Join(' ', behind) : null;
    }

    private static string? Silent(StatusReport report, TimeSpan allowed)
    {
        double? sinceFirstRun = report.Reconcile?.Since is { } since ? (report.At - since).TotalSeconds : null;
        var silence = report.Events?.SilenceSeconds ?? sinceFirstRun;
        return allowed > TimeSpan.Zero && silence > allowed.TotalSeconds ? $"No event has come for {Duration(silence.Value)}." : null;
    }

    private static string? Letters(StatusReport report) => report.DeadLetters is { Total: > 0 } letters
        ? $"{letters.Total:N0}{(letters.HasMore ? " or more" : "")} could not be handled: "
            + string.Join(", ", letters.Counts.Select(count => $"{count.Count:N0} {count.Reason} of {count.Queue}")) + "."
        : null;

    private static string? Late(StatusReport report)
    {
        if (report.Reconcile is not { Since: { } since } reconcile)
        {
            return null;
        }

        var (changes, sweep) = (report.At - (reconcile.ChangesAt ?? since), report.At - (reconcile.SweptAt ?? since));
        return changes > ChangesAllowed ? $"No run over what changed at Clerk has ended well for {Duration(changes.TotalSeconds)}."
            : sweep > SweepAllowed ? $"No sweep has ended well for {Duration(sweep.TotalSeconds)}."
            : null;
    }

    private static string Duration(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalMinutes: < 2 } time => $"{time.TotalSeconds:N0} s",
        { TotalHours: < 2 } time => $"{time.TotalMinutes:N0} min",
        var time => $"{time.TotalHours:N0} h",
    };
}
