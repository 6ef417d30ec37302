using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Reconciliation;

/// <summary>Runs, their parts and their repairs; those of one run lie together in a partition.</summary>
public sealed class RunStore(
    Documents<ReconcileState> states, Documents<RunDocument> runs, Documents<PartDocument> parts, Documents<RepairsDocument> ledger)
{
    private const int Attempts = 8;

    public Task<Stored<ReconcileState>?> FindState(CancellationToken cancellation) => states.Find(ReconcileState.DocumentId, cancellation);

    /// <summary>False if somebody else wrote in between.</summary>
    /// <param name="etag">Of the state that was read; null if there was none.</param>
    public Task<bool> TrySave(ReconcileState state, string? etag, CancellationToken cancellation) => etag is null
        ? states.TryCreate(state.Id, state, cancellation)
        : states.TryReplace(state.Id, state, etag, cancellation);

    /// <summary>Changes the state as it stands, however often others change it meanwhile.</summary>
    /// <param name="change">Null if nothing is to be changed; asked again after each lost attempt.</param>
    /// <exception cref="WriteContentionException">The state changed under every attempt.</exception>
    public async Task Change(Func<ReconcileState, ReconcileState?> change, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await FindState(cancellation) is not { } state
                || change(state.Value) is not { } next
                || await TrySave(next, state.ETag, cancellation))
            {
                return;
            }
        }

        throw new WriteContentionException(ReconcileState.DocumentId, Attempts);
    }

    public Task<Stored<RunDocument>?> FindRun(RunId run, CancellationToken cancellation) => runs.Find(run.Value, RunDocument.ReportId, cancellation);

    /// <summary>False if the run is there already.</summary>
    public Task<bool> TryCreate(RunDocument run, CancellationToken cancellation) => runs.TryCreate(run.Run.Value, run, cancellation);

    public Task<bool> TryReplace(RunDocument run, string etag, CancellationToken cancellation) =>
        runs.TryReplace(run.Run.Value, run.Id, run, etag, cancellation);

    /// <summary>Reports, newest first.</summary>
    /// <param name="before">Only those of runs that began before this time, in milliseconds since the Unix epoch.</param>
    public IAsyncEnumerable<Stored<RunDocument>> Latest(long before, int most, CancellationToken cancellation) => runs.Query(
        $"SELECT TOP {most} * FROM c WHERE c.startedAt < {before} ORDER BY c.startedAt DESC", partition: null, cancellation);

    public Task<Stored<PartDocument>?> FindPart(RunId run, string id, CancellationToken cancellation) => parts.Find(run.Value, id, cancellation);

    public async Task<IReadOnlyCollection<PartDocument>> Parts(RunId run, CancellationToken cancellation)
    {
        var found = new List<PartDocument>();
        await foreach (var part in parts.Query($"SELECT * FROM c WHERE STARTSWITH(c.id, {PartDocument.IdPrefix})", run.Value, cancellation))
        {
            found.Add(part.Value);
        }

        return found;
    }

    /// <summary>The part as it stands in the store: this one, or the one that somebody else had begun before.</summary>
    public async Task<Stored<PartDocument>> Begin(PartDocument part, CancellationToken cancellation)
    {
        await parts.TryCreate(part.Run.Value, part, cancellation);
        return await FindPart(part.Run, part.Id, cancellation)
            ?? throw new InvalidOperationException($"Part '{part.Id}' of '{part.Run}' was begun and cannot be found.");
    }

    /// <summary>Writes down what was done. Of two that did the same part, one is believed.</summary>
    public Task Close(
        Stored<PartDocument> part, RunTotals totals, IReadOnlyList<string> absent, IReadOnlyList<Repair> repairs, long now, CancellationToken cancellation) =>
        Close(part, part.Value with { Totals = totals, Absent = absent, UpdatedAt = now }, repairs, cancellation);

    /// <inheritdoc cref="Close(Stored{PartDocument}, RunTotals, IReadOnlyList{string}, IReadOnlyList{Repair}, long, CancellationToken)"/>
    public async Task Close(Stored<PartDocument> part, PartDocument done, IReadOnlyList<Repair> repairs, CancellationToken cancellation)
    {
        await Write(RepairsDocument.Of(part.Value.Run, part.Value.Name, repairs), cancellation);
        var closed = done with { IsDone = true, Organizations = [], From = null };
        await parts.TryReplace(closed.Run.Value, closed.Id, closed, part.ETag, cancellation);
    }

    /// <summary>Keeps a page of the ledger, unless it is empty or there already.</summary>
    public Task Write(RepairsDocument page, CancellationToken cancellation) =>
        page.Repairs.Count > 0 ? ledger.TryCreate(page.Run.Value, page, cancellation) : Task.CompletedTask;

    /// <summary>The ledger of a run, in order of its parts.</summary>
    /// <param name="after">Id of the last part already seen; empty from the first on.</param>
    public IAsyncEnumerable<Stored<RepairsDocument>> Repairs(RunId run, string after, int most, CancellationToken cancellation) => ledger.Query(
        $"SELECT TOP {most} * FROM c WHERE STARTSWITH(c.id, {RepairsDocument.IdPrefix}) AND c.id > {after} ORDER BY c.id", run.Value, cancellation);

    /// <summary>Pages of ledgers, of all runs, that tell of a person.</summary>
    public IAsyncEnumerable<Stored<RepairsDocument>> RepairsOf(UserId user, CancellationToken cancellation)
    {
        var part = new Dictionary<string, string> { ["user"] = user.Value };
        return ledger.Query(
            $"SELECT * FROM c WHERE STARTSWITH(c.id, {RepairsDocument.IdPrefix}) AND ARRAY_CONTAINS(c.repairs, {part}, true)", partition: null, cancellation);
    }

    /// <summary>False if the page is no longer the one that was read.</summary>
    public Task<bool> TryReplace(RepairsDocument page, string etag, CancellationToken cancellation) =>
        ledger.TryReplace(page.Run.Value, page.Id, page, etag, cancellation);
}
