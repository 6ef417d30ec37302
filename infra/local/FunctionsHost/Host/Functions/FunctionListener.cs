namespace Local.FunctionsHost;

/// <summary>Starts one function whenever something other than a request comes: a message, a time.</summary>
internal abstract class FunctionListener(FunctionDescriptor function) : IDisposable
{
    private CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;

    public FunctionDescriptor Function => function;

    /// <summary>Starts to listen, or again after a stop.</summary>
    public void Start()
    {
        stop = new CancellationTokenSource();
        loop = Task.Run(() => Run(stop.Token));
    }

    /// <summary>Takes nothing new and waits for what runs; what still runs when patience ends is given back.</summary>
    public async Task Stop(CancellationToken patience)
    {
        await stop.CancelAsync();
        await loop.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!loop.IsCompleted)
        {
            await GiveBack();
        }
    }

    /// <summary>Runs the function once, whether or not the listener listens, with an input that a person gives.</summary>
    public abstract Task RunByHand(string input);

    public void Dispose() => stop.Dispose();

    /// <summary>Listens until told to stop, and then returns when nothing runs any more.</summary>
    protected abstract Task Run(CancellationToken stopping);

    /// <summary>Called when patience ended before everything did.</summary>
    protected virtual Task GiveBack() => Task.CompletedTask;
}
