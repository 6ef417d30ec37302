using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Serverless.Platform.Http;

/// <summary>Limits on what comes before the body; the body's limit is that of whoever reads it.</summary>
public sealed class RequestLimitsMiddleware : IFunctionsWorkerMiddleware
{
    /// <summary>Of the query, in characters: ours are filters and a cursor.</summary>
    public const int LongestQuery = 2048;

    /// <summary>Of all headers, names and values, in characters: what Node.js and App Service's front ends allow too.</summary>
    public const int LargestHeaders = 16 * 1024;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (await context.GetHttpRequestDataAsync() is { } request && Refusal(request) is { } refusal)
        {
            await refusal.End(context);
            return;
        }

        await next(context);
    }

    private static Problem? Refusal(HttpRequestData request) =>
        request.Url.Query.Length > LongestQuery ? HttpProblems.QueryTooLong
        : SizeOf(request.Headers) > LargestHeaders ? HttpProblems.HeadersTooLarge
        : null;

    private static int SizeOf(HttpHeadersCollection headers)
    {
        var size = 0;
        foreach (var (name, values) in headers.NonValidated)
        {
            size += name.Length;
            foreach (var value in values)
            {
                size += value.Length;
            }
        }

        return size;
    }
}
