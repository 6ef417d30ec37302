using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>Runs invocations: the app's middleware in the order it was added, then the function, for so long and no longer.</summary>
internal sealed class FunctionInvoker : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly FunctionExecutionDelegate pipeline;
    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private int outstanding;

    public FunctionInvoker(
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        TimeSpan timeout,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        this.timeout = timeout;
        this.clock = clock;
        logger = loggers.CreateLogger("Host.Results");
        pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)Execute, (next, wrap) => wrap(next));
    }

    /// <summary>Signalled when the host stops: every invocation's own token follows it.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Invocations that run now.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    public Task SignalStop() => stopping.CancelAsync();

    /// <summary>
    /// False when the function or its middleware threw, or took too long; the reason is in the log, as on the real host.
    /// A function that took too long has its token signalled and is left to itself: the real host would end the worker
    /// process here, and with it every other invocation; ours says so in the log and goes on.
    /// </summary>
    public async Task<bool> TryInvoke(Invocation invocation)
    {
        Interlocked.Increment(ref outstanding);
        Task? run = null;
        try
        {
            run = pipeline(invocation);
            await run.WaitAsync(timeout, clock);
            return true;
        }
        catch (TimeoutException) when (run is { IsCompleted: false })
        {
            logger.FunctionTimedOut(timeout, invocation.Function.Name, invocation.InvocationId);
            await invocation.Abandon(run);
            return false;
        }
#pragma warning disable CA1031 // Whatever a function throws ends its invocation, never the host.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.FunctionFailed(invocation.Function.Name, invocation.InvocationId, failure);
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref outstanding);
        }
    }

    public void Dispose() => stopping.Dispose();

    private static async Task Execute(FunctionContext context)
    {
        var invocation = (Invocation)context;
        var result = await invocation.Function.Executor.Execute(invocation);
        if (result is not null)
        {
            invocation.GetInvocationResult().Value = result;
        }
    }
}

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Error, "Executed '{Function}' (failed, invocation {InvocationId})")]
    public static partial void FunctionFailed(this ILogger logger, string function, string invocationId, Exception failure);

    [LoggerMessage(2, LogLevel.Critical, "FunctionTimeout: '{Function}' exceeded {Timeout} (failed, invocation {InvocationId}). "
        + "Its token is signalled; the real host would now restart the worker process and fail all its other invocations.")]
    public static partial void FunctionTimedOut(this ILogger logger, TimeSpan timeout, string function, string invocationId);
}
