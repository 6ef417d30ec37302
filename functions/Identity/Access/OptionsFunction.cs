using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Sessions;
using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>Says which verbs an address has, to people and to the preflight requests of browsers.</summary>
public sealed class OptionsFunction(HttpFunctions functions, SessionSettings settings)
{
    private const string AllowedHeaders = "Authorization, Content-Type, If-Match, If-None-Match, traceparent, tracestate";

    // How long a browser may remember; Chromium forgets after two hours in any case.
    private const string RememberedSeconds = "7200";

    private static readonly Problem UnknownAddress = new(404, "unknown-address", "There is nothing at this address.");

    [Public("What it tells is in the API's description too.")]
    [Function("Options")]
    public async Task<HttpResponseData> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "{*path}")] HttpRequestData request,
        string? path,
        CancellationToken cancellation)
    {
        var verbs = functions.All.Where(function => function.Serves(path ?? ""))
            .SelectMany(function => function.Verbs).Order(StringComparer.Ordinal).ToList();
        if (verbs.Count == 0)
        {
            return await UnknownAddress.Answer(request, cancellation);
        }

        var response = request.CreateResponse(HttpStatusCode.NoContent);
        response.Headers.Add("Allow", string.Join(", ", verbs.Append("OPTIONS")));
        if (request.Header("Origin") is { } origin && settings.AuthorizedParties.Contains(origin)
            && request.Header("Access-Control-Request-Method") is not null)
        {
            response.Headers.Add("Access-Control-Allow-Methods", string.Join(", ", verbs));
            response.Headers.Add("Access-Control-Allow-Headers", AllowedHeaders);
            response.Headers.Add("Access-Control-Max-Age", RememberedSeconds);
        }

        return response;
    }
}
