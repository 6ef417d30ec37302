using Local.Clerk.Webhooks;

namespace Local.Clerk.Store;

/// <summary>Everything an instance holds. Changes pass through <see cref="Commit"/>, all that belong together at once.</summary>
internal sealed class ClerkState
{
    private Func<IReadOnlyList<StateChange>, Task> keep = _ => Task.CompletedTask;

    /// <summary>Guards all of it, for reading as for writing.</summary>
    public Lock Gate { get; } = new();

    public UserTable Users { get; } = new();

    public MessageTable Messages { get; } = new();

    /// <summary>Completes when every change made so far is on disk.</summary>
    public Task Durable { get; private set; } = Task.CompletedTask;

    /// <summary>From now on changes are kept: called under the lock, completes when they are on disk.</summary>
    public void KeepBy(Func<IReadOnlyList<StateChange>, Task> keeper) => keep = keeper;

    /// <summary>Keeps changes that have been applied; call it under the lock they were applied under.</summary>
    public Task Commit(IReadOnlyList<StateChange> changes) => Durable = keep(changes);

    /// <summary>The changes that lead from nothing to this state. Call it under the lock.</summary>
    public List<StateChange> Snapshot() =>
    [
        .. Users.All.Select(user => new StateChange.UserPut(user)),
        .. Messages.All.Select(message => new StateChange.MessageQueued(message)),
    ];
}
