using System.Diagnostics;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Clerk;

/// <summary>
/// Spans of requests to Clerk, a span for each try, as https://opentelemetry.io/docs/specs/semconv/http says; of the address only the
/// host and the template of its path, as queries hold e-mail addresses.
/// </summary>
internal static class ClerkSpans
{
    public static Activity? Start(ClerkRequest request, string host) => !Spans.AreHeard ? null
        : Spans.Start(request.Endpoint, ActivityKind.Client)
            ?.SetTag("http.request.method", request.Method.Method)
            .SetTag("url.template", "/v1" + request.Endpoint[request.Endpoint.IndexOf('/', StringComparison.Ordinal)..])
            .SetTag("server.address", host);

    public static void Refused(this Activity? span, ClerkException failure)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.response.status_code", failure.Status).Fail(ClerkMetrics.Outcome(failure));
        }
    }
}
