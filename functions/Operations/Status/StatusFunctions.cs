using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Operations.Status;

/// <summary>Whether all is well.</summary>
public sealed class StatusFunctions(StatusReader reader)
{
    [Operator]
    [Summary(
        "Whether all is well",
        "What waits, what could not be handled, how long events take, what reconciliation found, and which of it wants a person. 200 also if "
        + "something does.")]
    [Answers(200, typeof(StatusReport))]
    [Function("GetStatus")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "ops/status")] HttpRequestData request, CancellationToken cancellation) =>
        await request.AnswerUncached(HttpStatusCode.OK, await reader.Read(cancellation), StatusJson.Default.StatusReport, cancellation);

    [Public("It is empty until its reader gives it a function key, with which it asks for the status.")]
    [Summary("Whether all is well, for looking at", "A page that asks for a function key, and shows the status.")]
    [Answers(200, ContentType = "text/html", Tagged = true)]
    [Function("GetStatusPage")]
    public static Task<HttpResponseData> Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "ops")] HttpRequestData request, CancellationToken cancellation) =>
        StatusPage.Content.Answer(request, cancellation);
}
