using Microsoft.Extensions.Logging;
using Serverless.Platform.Ids;

namespace Serverless.Operations.DeadLetters;

/// <summary>Starts runs over dead letters, and takes up again what was cut off. Several may go on at once: each letter is one's.</summary>
public sealed partial class DeadLetterRuns(
    DeadLetterRunStore store, DeadLetterSurvey survey, DeadLetterStepSender sender, IdGenerator ids, TimeProvider clock,
    ILogger<DeadLetterRuns> logger)
{
    /// <summary>Runs that may be looked through for what was cut off.</summary>
    private const int MostLatest = 20;

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <param name="because">Why they are discarded; null for a redrive.</param>
    public async Task<DeadLetterRunId> Start(DeadLetterFilter filter, string? because, CancellationToken cancellation) =>
        await Start(await survey.Look(filter, cancellation), filter, because, byTheClock: false, cancellation);

    /// <summary>
    /// Redrives those whose cause may have passed by now, unless there are none or such a run is going on. Before, what nobody works on
    /// any more is taken up again.
    /// </summary>
    public async Task RedriveRipe(CancellationToken cancellation)
    {
        var going = new List<DeadLetterRun>();
        await foreach (var run in store.Latest(long.MaxValue, MostLatest, cancellation))
        {
            if (!run.Value.HasEnded)
            {
                going.Add(run.Value);
            }
        }

        foreach (var stalled in going.Where(run => Now.ToUnixTimeMilliseconds() - run.MovedAt > DeadLetterRunRules.StalledAfter.TotalMilliseconds))
        {
            LogResumed(stalled.Kind, stalled.Run);
            await sender.SendAgain(stalled, cancellation);
        }

        var filter = new DeadLetterFilter { RipeAt = Now };
        if (!going.Any(run => run.ByTheClock) && await survey.Look(filter, cancellation) is { Total: > 0 } ripe)
        {
            await Start(ripe, filter, because: null, byTheClock: true, cancellation);
        }
    }

    private async Task<DeadLetterRunId> Start(
        DeadLetterFindings found, DeadLetterFilter filter, string? because, bool byTheClock, CancellationToken cancellation)
    {
        var now = Now.ToUnixTimeMilliseconds();
        var run = new DeadLetterRun
        {
            Run = DeadLetterRunId.New(ids),
            Kind = because is null ? DeadLetterRunKind.Redrive : DeadLetterRunKind.Discard,
            Phase = DeadLetterRunPhase.Running,
            Filter = filter,
            Because = because,
            ByTheClock = byTheClock,
            StartedAt = now,
            MovedAt = now,
            Parts = found.Parts,
            Remark = found.HasMore ? "There were more letters than a run looks at; those behind are left for another." : null,
        };
        await store.TryCreate(run, cancellation);
        await sender.SendNow(run, cancellation);
        LogStarted(run.Kind, run.Run, found.Total, byTheClock);
        return run.Run;
    }

    [LoggerMessage(LogLevel.Information, "Dead letters: {Kind} {Run} over {Letters} letter(s) starts; by the clock: {ByTheClock}")]
    private partial void LogStarted(DeadLetterRunKind kind, DeadLetterRunId run, int letters, bool byTheClock);

    [LoggerMessage(LogLevel.Warning, "Dead letters: {Kind} {Run} has not moved for a while and is taken up again")]
    private partial void LogResumed(DeadLetterRunKind kind, DeadLetterRunId run);
}
