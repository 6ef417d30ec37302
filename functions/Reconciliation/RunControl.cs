using Microsoft.Extensions.Logging;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Reconciliation;

/// <summary>What came of the wish to start a run.</summary>
/// <param name="IsNew">False if another one was going on: this is that one.</param>
public sealed record RunStart(RunId Run, bool IsNew);

/// <summary>Starts runs, one at a time whichever instance asks, and takes up again what was cut off.</summary>
public sealed partial class RunControl(
    RunStore store, StepSender sender, RunBeginning beginning, RunEnd end, IdGenerator ids, TimeProvider clock, ILogger<RunControl> logger)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Compares everybody whose account Clerk has made up to now, and then all organizations and their members.</summary>
    public Task<RunStart> StartSweep(CancellationToken cancellation) =>
        Start(RunKind.Sweep, [new Window(Window.Beginning, Now)], RunKind.Organizations, cancellation);

    /// <summary>Compares all organizations, and the members of those of which Clerk counts other than we do.</summary>
    public Task<RunStart> StartMemberCounts(CancellationToken cancellation) =>
        Start(RunKind.MemberCounts, [new Window(Window.Beginning, Now)], then: null, cancellation);

    /// <summary>
    /// Starts a run over some windows, unless one is going on. One that has been going on for longer than it may take is given
    /// up; what it left undone, this one does.
    /// </summary>
    /// <param name="then">What kind of run is to follow it; null for none.</param>
    public async Task<RunStart> Start(RunKind kind, IReadOnlyList<Window> windows, RunKind? then, CancellationToken cancellation)
    {
        var state = await store.FindState(cancellation);
        if (state?.Value.Current is { } going)
        {
            if (!await GiveUp(going, cancellation))
            {
                return new RunStart(going.Run, IsNew: false);
            }

            state = await store.FindState(cancellation);
        }

        var current = new CurrentRun(RunId.New(ids), kind, Now, windows, then);
        var next = (state?.Value ?? new ReconcileState { Since = Now }) with { Current = current };
        if (!await store.TrySave(next, state?.ETag, cancellation))
        {
            // Somebody else wrote first: most likely the same wish, granted to another instance.
            return await store.FindState(cancellation) is { Value.Current: { } theirs }
                ? new RunStart(theirs.Run, IsNew: false)
                : throw new WriteContentionException(ReconcileState.DocumentId, 1);
        }

        LogStarted(kind, current.Run, windows.Count);
        await beginning.Begin(current, cancellation);
        return new RunStart(current.Run, IsNew: true);
    }

    /// <summary>Sends again what a run may be waiting for in vain, because whoever worked on it is gone.</summary>
    public async Task Resume(CurrentRun current, CancellationToken cancellation)
    {
        if (await GiveUp(current, cancellation))
        {
            return;
        }

        if (await store.FindRun(current.Run, cancellation) is not { Value: var run })
        {
            await beginning.Begin(current, cancellation);
            return;
        }

        var parts = await store.Parts(current.Run, cancellation);
        var lastMove = parts.Select(part => part.UpdatedAt).Append(current.StartedAt).Max();
        if (Now - lastMove < RunRules.StalledAfter.TotalMilliseconds)
        {
            return;
        }

        LogResumed(current.Kind, current.Run);
        foreach (var step in RunRules.Unfinished(run, parts))
        {
            await sender.SendAgain(step, cancellation);
        }
    }

    /// <returns>Whether the run has taken too long and is ended.</returns>
    private async Task<bool> GiveUp(CurrentRun current, CancellationToken cancellation)
    {
        if (Now - current.StartedAt <= RunRules.Patience.TotalMilliseconds)
        {
            return false;
        }

        await beginning.Begin(current, cancellation);
        var run = await store.FindRun(current.Run, cancellation);
        var parts = await store.Parts(current.Run, cancellation);
        await end.Write(run!, RunRules.TookTooLong, RunTotals.Sum(parts.Select(part => part.Totals)), cancellation);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Reconciliation: {Kind} {Run} over {Windows} window(s) starts")]
    private partial void LogStarted(RunKind kind, RunId run, int windows);

    [LoggerMessage(LogLevel.Warning, "Reconciliation: {Kind} {Run} has not moved for a while and is taken up again")]
    private partial void LogResumed(RunKind kind, RunId run);
}
