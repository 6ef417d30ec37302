using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Serverless.Tests.Local.FunctionsHost;

public sealed class OuterMiddleware(ProbeLog log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        log.Add("outer before");
        try
        {
            await next(context);
        }
        catch (DivideByZeroException)
        {
            log.Add("outer saw the original exception");
            throw;
        }

        log.Add("outer after");
    }
}

public sealed class InnerMiddleware(ProbeLog log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        log.Add("inner before");
        await next(context);
        log.Add("inner after");
    }
}
