namespace Serverless.Reconciliation;

/// <summary>
/// What the clock starts. Every quarter of an hour: whoever changed, then whether the counts agree, which finds those who were
/// deleted; every night, or when that does not suffice: everybody, and then all organizations.
/// </summary>
public sealed class Reconciler(RunControl control, ChangesRun changes, RunStore store, SilenceWatch silence)
{
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

        await store.Change(now => now.Watermark >= reached ? null : now with { Watermark = reached }, cancellation);
        if (found.Different.Count > 0)
        {
            await control.Start(RunKind.Counts, found.Different, found.OrganizationsDiffer ? RunKind.MemberCounts : null, cancellation);
        }
        else if (found.OrganizationsDiffer)
        {
            await control.StartMemberCounts(cancellation);
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
}
