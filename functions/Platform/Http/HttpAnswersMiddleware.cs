using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Clerk;
using Serverless.Platform.Failures;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Http;

/// <summary>
/// Counts what HTTP functions answer. What one threw is logged and answered as a problem, where the host would answer 500 without
/// a word: it tells the caller whether to try again and the trace id under which the log tells the rest, and nothing else.
/// </summary>
public sealed partial class HttpAnswersMiddleware(HttpMetrics metrics, ILogger<HttpAnswersMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (await context.GetHttpRequestDataAsync() is not { } request)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.CancellationToken.IsCancellationRequested)
        {
            await ProblemOf(failure, context).End(context);
        }

        if (context.GetInvocationResult().Value is HttpResponseData response)
        {
            metrics.Answered(context.FunctionDefinition.Name, (int)response.StatusCode, context.Features.Get<Problem>()?.Code);
        }
    }

    private Problem ProblemOf(Exception failure, FunctionContext context)
    {
        // The worker wraps what a function throws when it calls it by reflection.
        var cause = failure is AggregateException { InnerExceptions: [var only] } ? only : failure;
        Activity.Current.Fail(cause);
        var isTransient = TransientFailures.IsTransient(cause);
        LogFailed(isTransient ? LogLevel.Warning : LogLevel.Error, context.FunctionDefinition.Name, cause);
        return isTransient ? HttpProblems.Unavailable
            : cause is ClerkException ? HttpProblems.ClerkRefused
            : HttpProblems.Unexpected;
    }

    [LoggerMessage(Message = "'{Function}' failed")]
    private partial void LogFailed(LogLevel level, string function, Exception failure);
}
