using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Tests.Local.FunctionsHost;

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

    [Function("ProbeAdmin")]
    public static HttpResponseData OnlyAdmin([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "probe/admin")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    /// <summary>Ends when its token is signalled, or when the test opens the gate.</summary>
    [Function("ProbeWaits")]
    public async Task<HttpResponseData> Waits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/waits")] HttpRequestData request, CancellationToken cancellation)
    {
        log.Add("waits");
        await log.Gate.WaitAsync(cancellation);
        return request.CreateResponse(HttpStatusCode.OK);
    }
}
