using Serverless.Platform.Cosmos;

namespace Serverless.Reconciliation;

/// <summary>
/// What the clock starts. Every quarter of an hour: whoever changed, then whether the counts agree, which finds those who were
/// deleted; every night, or when that does not suffice: everybody.
/// </summary>
public sealed class Reconciler(RunControl control, ChangesRun changes, RunStore store, SilenceWatch silence)
{
    private const int Attempts = 8;

    public async Task LookForChanges(CancellationToken cancellation)
    {
        var state = (await store.FindState(cancellation))?.Value;
        await silence.Check(state?.Since, cancellation);
        if (state?.Current is { } going)
        {
            await control.Resume(going, cancellation);
        }

        var found = state?.Watermark is { } watermark ? await changes.Do(watermark, cancellation) : null;
        if (found?.Reached is not { } reached)
        {
            await control.StartSweep(cancellation);
            return;
        }

        await Save(reached, cancellation);
        if (found.Different.Count > 0)
        {
            await control.Start(RunKind.Counts, found.Different, cancellation);
        }
    }

    public async Task Sweep(CancellationToken cancellation)
    {
        var start = await control.StartSweep(cancellation);
        if (!start.IsNew && await store.FindState(cancellation) is { Value.Current: { } going })
        {
            await control.Resume(going, cancellation);
        }
    }

    private async Task Save(long watermark, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await store.FindState(cancellation) is not { } state || state.Value.Watermark >= watermark)
            {
                return;
            }

            if (await store.TrySave(state.Value with { Watermark = watermark }, state.ETag, cancellation))
            {
                return;
            }
        }

        throw new WriteContentionException(ReconcileState.DocumentId, Attempts);
    }
}
