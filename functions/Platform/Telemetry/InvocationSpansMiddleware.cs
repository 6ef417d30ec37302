using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Serverless.Platform.Http;

namespace Serverless.Platform.Telemetry;

/// <summary>
/// Continues the trace that the host handed over, and makes the outermost span of HTTP calls and timers. That of a message is made where
/// its queue is known.
/// </summary>
public sealed class InvocationSpansMiddleware(HttpFunctions functions) : IFunctionsWorkerMiddleware
{
    // host.json, extensions.http.routePrefix
    private const string RoutePrefix = "/api/";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => Spans.AreHeard ? Trace(context, next) : next(context);

    private async Task Trace(FunctionContext context, FunctionExecutionDelegate next)
    {
        Spans.ContinueFrom(context.TraceContext.TraceParent, context.TraceContext.TraceState);
        // Not in a method that is async itself: what is current in there ends with it.
        using var span = Start(context, await context.GetHttpRequestDataAsync());
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }

        if (span is { IsAllDataRequested: true } && context.GetInvocationResult().Value is HttpResponseData response)
        {
            Answered(span, (int)response.StatusCode);
        }
    }

    private Activity? Start(FunctionContext context, HttpRequestData? request)
    {
        if (request is not null && functions.Find(context.FunctionDefinition.EntryPoint) is { } function)
        {
            return Start(function, request);
        }

        return context.BindingContext.BindingData.ContainsKey("MessageId")
            ? null
            : Spans.Start(context.FunctionDefinition.Name, ActivityKind.Internal)?.SetTag("faas.trigger", "timer");
    }

    /// <summary>The path is left out, and with it whatever a caller may put into it: the route says enough.</summary>
    private static Activity? Start(HttpFunction function, HttpRequestData request)
    {
        var method = function.Verbs.Contains(request.Method) ? request.Method : "_OTHER";
        var route = RoutePrefix + function.Route;
        return Spans.Start($"{method} {route}", ActivityKind.Server)?.SetTag("http.request.method", method).SetTag("http.route", route);
    }

    /// <summary>Of a server only its own failures are errors; one of which an exception is known already keeps that.</summary>
    private static void Answered(Activity span, int status)
    {
        span.SetTag("http.response.status_code", status);
        if (status >= 500 && span.Status != ActivityStatusCode.Error)
        {
            span.Fail($"{status}");
        }
    }
}
