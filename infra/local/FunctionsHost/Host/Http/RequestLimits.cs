namespace Local.FunctionsHost;

/// <summary>
/// How many requests run and how many may wait to. As in the real host, those that wait count among the outstanding ones,
/// and without a limit of outstanding ones any number waits.
/// </summary>
internal sealed class RequestLimits(int maxOutstanding, int maxConcurrent) : IDisposable
{
    private readonly SemaphoreSlim? slots = maxConcurrent > 0 ? new SemaphoreSlim(maxConcurrent) : null;
    private int outstanding;

    /// <summary>Waits for a slot; false when too many requests run or wait already. A true is paid back by <see cref="Leave"/>.</summary>
    public async ValueTask<bool> TryEnter(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref outstanding) > maxOutstanding && maxOutstanding > 0)
        {
            Interlocked.Decrement(ref outstanding);
            return false;
        }

        try
        {
            await (slots?.WaitAsync(cancellation) ?? Task.CompletedTask);
            return true;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref outstanding);
            throw;
        }
    }

    public void Leave()
    {
        slots?.Release();
        Interlocked.Decrement(ref outstanding);
    }

    public void Dispose() => slots?.Dispose();
}
