using Serverless.Platform.Cosmos;

namespace Serverless.Reconciliation;

/// <summary>
/// Looks whether all parts of a run are done, and if so has those confirmed who were absent, or ends the run. Only here, after
/// every page has been compared, is it decided whether anybody may be buried at all.
/// </summary>
public sealed class FinishRunStep(
    RunStore store, StepSender sender, ReconcileSettings settings, RunBeginning beginning, RunEnd end, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public async Task Do(FinishRun step, CancellationToken cancellation)
    {
        if (await store.FindRun(step.Run, cancellation) is not { } run)
        {
            return;
        }

        var parts = await store.Parts(step.Run, cancellation);
        switch (run.Value.HasEnded ? new RunDecision.End(run.Value.Phase, run.Value.Remark) : RunRules.Next(run.Value, parts, settings.MaxBurialShare, Now))
        {
            case RunDecision.Wait:
                await LookAgain(step, cancellation);
                break;
            case RunDecision.Confirm confirm:
                await Confirm(
                    run, confirm.Batches.Select(absent => Batch(run.Value) with { Absent = absent }), batch => new ConfirmAbsent(step.Run, batch), cancellation);
                await LookAgain(step, cancellation);
                break;
            case RunDecision.LookForStrays:
                await store.Begin(Batch(run.Value) with { Id = PartDocument.StraysId }, cancellation);
                await sender.Send(new FindStrays(step.Run, step.Look), cancellation);
                break;
            case RunDecision.ConfirmOrganizations confirm:
                await Confirm(
                    run,
                    [
                        .. confirm.Batches.Select(absent => Batch(run.Value) with { Absent = absent }),
                        .. confirm.Members.Select(members => Batch(run.Value) with { AbsentMembers = members }),
                    ],
                    batch => new ConfirmOrganizations(step.Run, batch),
                    cancellation);
                await LookAgain(step, cancellation);
                break;
            case RunDecision.End ended:
                if (await end.Write(run, ended, RunTotals.Sum(parts.Select(part => part.Totals)), cancellation) is { } next)
                {
                    await beginning.Begin(next, cancellation);
                }

                break;
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task Confirm(
        Stored<RunDocument> run, IEnumerable<PartDocument> batches, Func<int, ReconcileStep> confirm, CancellationToken cancellation)
    {
        foreach (var (number, batch) in batches.Index())
        {
            await store.Begin(batch with { Id = PartDocument.BatchId(number), Number = number }, cancellation);
            await sender.Send(confirm(number), cancellation);
        }

        await store.TryReplace(run.Value with { Phase = RunPhase.Confirming }, run.ETag, cancellation);
    }

    private PartDocument Batch(RunDocument run) => new()
    {
        Run = run.Run,
        Id = PartDocument.BatchId(0),
        Number = 0,
        IsDone = false,
        UpdatedAt = Now,
    };

    private Task LookAgain(FinishRun step, CancellationToken cancellation)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(step.Look, 10));
        return sender.SendLater(step with { Look = step.Look + 1 }, wait < LongestWait ? wait : LongestWait, cancellation);
    }
}
