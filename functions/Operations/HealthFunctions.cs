using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Operations;

/// <summary>For probes of load balancers and people in a hurry.</summary>
public sealed class HealthFunctions(Readiness readiness)
{
    /// <summary>The process answers; that its settings are good is why it started.</summary>
    [Public("It tells nothing.")]
    [Summary("Is the process alive")]
    [Answers(200, typeof(LiveReport))]
    [Function("HealthLive")]
    public static Task<HttpResponseData> Live(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequestData request, CancellationToken cancellation) =>
        request.AnswerUncached(HttpStatusCode.OK, new LiveReport("live"), HealthJson.Default.LiveReport, cancellation);

    /// <summary>Whether what the app needs can be reached. 503 if not.</summary>
    [Public("It tells whether store and broker answer, and nothing of what is in them. The answer is kept for a while.")]
    [Summary("Is the app ready", "Whether store and broker can be reached.")]
    [Answers(200, typeof(ReadyReport))]
    [Answers(503, typeof(ReadyReport), When = "Store or broker cannot be reached.")]
    [Function("HealthReady")]
    public async Task<HttpResponseData> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequestData request, CancellationToken cancellation)
    {
        var report = await readiness.Look(cancellation);
        var status = report.Status == ReadyStatus.Ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
        return await request.AnswerUncached(status, report, HealthJson.Default.ReadyReport, cancellation);
    }
}
