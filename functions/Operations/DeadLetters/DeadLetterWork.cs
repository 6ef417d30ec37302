using Microsoft.Extensions.Logging;
using Serverless.Platform.Cosmos;

namespace Serverless.Operations.DeadLetters;

/// <summary>Does a step of a run: looks what became of the steps before, takes some letters, and has the next step done after a pause.</summary>
public sealed partial class DeadLetterWork(
    DeadLetterRunStore store, DeadLetterSurvey survey, DeadLetterBatch batch, DeadLetterStepSender sender, TimeProvider clock,
    ILogger<DeadLetterWork> logger)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task Do(DeadLetterStep step, CancellationToken cancellation)
    {
        if (await store.Find(step.Run, cancellation) is not { Value.HasEnded: false } run || run.Value.Step > step.Number + 1)
        {
            return;
        }

        if (run.Value.Step == step.Number + 1)
        {
            // It is done, and whoever did it may have died before the next was sent. If not, the broker drops this one.
            await sender.SendLater(run.Value, cancellation);
            return;
        }

        var failedAgain = await survey.Returned(run.Value, cancellation);
        if (DeadLetterRunRules.End(run.Value, failedAgain) is var (phase, remark))
        {
            await End(run, phase, remark, failedAgain, cancellation);
            return;
        }

        var (at, part) = (run.Value.At, run.Value.Parts[run.Value.At]);
        var done = await batch.Do(run.Value, part, cancellation);
        var left = await survey.Left(run.Value, part, cancellation);
        var next = await store.Change(
            run,
            stored => stored.Step == step.Number && !stored.HasEnded ? DeadLetterRunRules.After(stored, done, left, failedAgain, Now)
                : done > 0 ? DeadLetterRunRules.Counted(stored, at, done)   // somebody else did the same step beside us; ours counts, too
                : null,
            cancellation);
        await sender.SendLater(next, cancellation);
    }

    private async Task End(
        Stored<DeadLetterRun> run, DeadLetterRunPhase phase, string? remark, int failedAgain, CancellationToken cancellation)
    {
        var ended = await store.Change(
            run,
            stored => stored.HasEnded ? null : stored with
            {
                Phase = phase,
                Remark = remark,
                FailedAgain = failedAgain,
                MovedAt = Now,
                FinishedAt = Now,
            },
            cancellation);
        LogEnded(
            phase == DeadLetterRunPhase.Stopped ? LogLevel.Error : LogLevel.Information,
            ended.Kind, ended.Run, ended.Phase, ended.Done, ended.FailedAgain, ended.Remark);
    }

    [LoggerMessage(Message = "Dead letters: {Kind} {Run} {Phase}: {Done} done, {FailedAgain} failed again. {Remark}")]
    private partial void LogEnded(
        LogLevel level, DeadLetterRunKind kind, DeadLetterRunId run, DeadLetterRunPhase phase, int done, int failedAgain, string? remark);
}
