using System.Collections.Concurrent;
using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>What the probe app saw, in order.</summary>
public sealed class ProbeLog
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public void Add(string line) => Lines.Enqueue(line);
}

public sealed class ProbeScope : IAsyncDisposable
{
    private readonly ProbeLog log;

    public ProbeScope(ProbeLog log)
    {
        this.log = log;
        log.Add("scope opened");
    }

    public ValueTask DisposeAsync()
    {
        log.Add("scope closed");
        return ValueTask.CompletedTask;
    }
}

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

/// <summary>HTTP functions by which the local host is compared with what is documented of the real one.</summary>
public sealed class ProbeHttpFunctions(ProbeScope scope, ProbeLog log)
{
    [Function("ProbeEcho")]
    public static async Task<HttpResponseData> Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "probe/echo/{id:int}/{name?}")] HttpRequestData request, int id, string? name, FunctionContext context)
    {
        var response = request.CreateResponse(HttpStatusCode.Created);
        response.Headers.Add("x-seen", [request.Method, request.Url.PathAndQuery, $"{id}", name ?? "none"]);
        response.Headers.Add("x-header-names", request.Headers.Select(header => header.Key).Where(name => name.StartsWith("x-", StringComparison.Ordinal)));
        response.Headers.Add("x-repeated", request.Headers.TryGetValues("x-many", out var values) ? $"{values.Count()}:{values.First()}" : "");
        response.Headers.Add("x-query", request.Query["q"] ?? "");
        response.Headers.Add("x-trace", context.TraceContext.TraceParent);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        await response.WriteBytesAsync(body.ToArray(), CancellationToken.None);
        return response;
    }

    [Function("ProbeFails")]
    public HttpResponseData Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/fails")] HttpRequestData request) =>
        throw new DivideByZeroException($"secret detail of {request.Method} and {scope}");

    [Function("ProbeNothing")]
    public HttpResponseData? Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/nothing")] HttpRequestData request)
    {
        log.Add($"nothing {request.Method}");
        return null;
    }

    /// <summary>No level is written: the attribute's property says Anonymous, the real host says Function.</summary>
    [Function("ProbeKeyed")]
    public static HttpResponseData Keyed([HttpTrigger("get", Route = "probe/keyed")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);
}

/// <summary>Queue functions that do what the message's body says.</summary>
public sealed class ProbeQueueFunctions(ProbeLog log)
{
    public const string Automatic = "probe-automatic";
    public const string Manual = "probe-manual";

    [Function("ProbeAutomatic")]
    public async Task Automatically(
        [ServiceBusTrigger("%ProbeQueue%")] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, int deliveryCount, string messageId)
    {
        log.Add($"{message.Body} {deliveryCount} {messageId}");
        switch (message.Body.ToString())
        {
            case "fail":
                throw new InvalidOperationException("as told");
            case "dead-letter":
                await actions.DeadLetterMessageAsync(message, deadLetterReason: "AsTold", deadLetterErrorDescription: "told so");
                break;
            case "settle twice":
                await actions.CompleteMessageAsync(message);
                log.Add((await Record.ExceptionAsync(() => actions.CompleteMessageAsync(message))) is { } error and not ServiceBusException
                    ? $"second settlement failed, not as ServiceBusException: {error is not null}"
                    : "second settlement did not fail as the real one does");
                break;
        }
    }

    [Function("ProbeManual")]
    public void Manually([ServiceBusTrigger(Manual, AutoCompleteMessages = false)] string body) => log.Add($"manual {body}");

    private static class Record
    {
        public static async Task<Exception?> ExceptionAsync(Func<Task> run)
        {
            try
            {
                await run();
                return null;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                return failure;
            }
        }
    }
}
