namespace Local.FunctionsHost;

internal enum DrainState
{
    Disabled,
    InProgress,
    Completed,
}

/// <summary>
/// Lets a person empty an instance: listeners take nothing new, what runs goes on undisturbed, HTTP stays open.
/// </summary>
internal sealed class DrainMode(IEnumerable<FunctionListener> listeners) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private Task? drained;

    public DrainState State => drained switch
    {
        null => DrainState.Disabled,
        { IsCompleted: true } => DrainState.Completed,
        _ => DrainState.InProgress,
    };

    public void Enable() => drained ??= Task.WhenAll(listeners.Select(listener => listener.Stop(CancellationToken.None)));

    /// <summary>Listens again, once what ran at the drain has ended.</summary>
    public async Task Resume(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            if (drained is not { } ended)
            {
                return;
            }

            await ended.WaitAsync(cancellation);
            foreach (var listener in listeners.Where(listener => !listener.Function.IsDisabled))
            {
                listener.Start();
            }

            drained = null;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
