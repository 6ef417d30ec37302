using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>The API about itself.</summary>
public sealed class ReferenceFunctions(ApiDescription description, ReferencePage page)
{
    [Public("It tells what is to be had, and of nobody.")]
    [Summary("This description", "As OpenAPI 3.1, made of the running functions.")]
    [Answers(200, ContentType = "application/json", Tagged = true)]
    [Function("GetApiDescription")]
    public Task<HttpResponseData> Json(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequestData request, CancellationToken cancellation) =>
        description.Content.Answer(request, cancellation);

    [Public("It tells what is to be had, and of nobody.")]
    [Summary("This description, for reading")]
    [Answers(200, ContentType = "text/html", Tagged = true)]
    [Function("GetApiReference")]
    public Task<HttpResponseData> Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs")] HttpRequestData request, CancellationToken cancellation) =>
        page.Content.Answer(request, cancellation);
}
