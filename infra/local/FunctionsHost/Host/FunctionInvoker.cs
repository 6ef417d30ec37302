using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>Runs invocations: the app's middleware in the order it was added, then the function.</summary>
internal sealed class FunctionInvoker
{
    private readonly Dictionary<FunctionDescriptor, FunctionExecutor> executors;
    private readonly FunctionExecutionDelegate pipeline;
    private readonly ILogger logger;

    public FunctionInvoker(
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        FunctionCatalog functions,
        ILoggerFactory loggers)
    {
        logger = loggers.CreateLogger("Host.Results");
        executors = functions.All.ToDictionary(function => function, function => new FunctionExecutor(function));
        pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)Execute, (next, wrap) => wrap(next));
    }

    /// <summary>False when the function or its middleware threw; the reason is in the log, as on the real host.</summary>
    public async Task<bool> TryInvoke(Invocation invocation)
    {
        try
        {
            await pipeline(invocation);
            return true;
        }
#pragma warning disable CA1031 // Whatever a function throws ends its invocation, never the host.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.FunctionFailed(invocation.Function.Name, invocation.InvocationId, failure);
            return false;
        }
    }

    private async Task Execute(FunctionContext context)
    {
        var invocation = (Invocation)context;
        var result = await executors[invocation.Function].Execute(invocation);
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
}
