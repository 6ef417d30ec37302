using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Serverless.Identity.Sessions;
using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>
/// Lets pages of our front ends read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Those are the authorized parties: whoever
/// may not present a session token need not read its answer either. Tokens come in a header, so no credentials are allowed.
/// </summary>
public sealed class CrossOriginMiddleware(SessionSettings settings) : IFunctionsWorkerMiddleware
{
    /// <summary>What a page may read beside the body.</summary>
    private const string ExposedHeaders = "ETag, Location, Retry-After, WWW-Authenticate";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        if (context.GetInvocationResult().Value is not HttpResponseData response
            || await context.GetHttpRequestDataAsync() is not { } request)
        {
            return;
        }

        response.Headers.Add("Vary", "Origin");
        if (request.Header("Origin") is { } origin && settings.AuthorizedParties.Contains(origin))
        {
            response.Headers.Add("Access-Control-Allow-Origin", origin);
            response.Headers.Add("Access-Control-Expose-Headers", ExposedHeaders);
        }
    }
}
