using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Operations.DeadLetters;

/// <summary>What runs over dead letters did, and are doing.</summary>
public sealed class DeadLetterRunFunctions(DeadLetterRunStore store)
{
    private const string Path = "ops/dead-letters/runs";
    private const int RunsPerPage = 20;

    public static readonly QueryParameters RunsQuery = new(
        QueryParameter.Number("before", 0, long.MaxValue, "The `before` of the page before: only runs that began earlier."));

    [Operator]
    [Summary("Runs over dead letters", "Newest first, a page at a time; kept for 90 days.")]
    [TakesQuery(typeof(DeadLetterRunFunctions), nameof(RunsQuery))]
    [Answers(200, typeof(DeadLetterRunPage))]
    [Function("ListDeadLetterRuns")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Path)] HttpRequestData request, CancellationToken cancellation)
    {
        var (query, refusal) = RunsQuery.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var before = query.TryGetValue("before", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : long.MaxValue;
        var runs = new List<DeadLetterRun>();
        await foreach (var run in store.Latest(before, RunsPerPage, cancellation))
        {
            runs.Add(run.Value);
        }

        var page = new DeadLetterRunPage([.. runs.Select(DeadLetterRunReport.Of)], runs.Count == RunsPerPage ? runs[^1].StartedAt : null);
        return await request.AnswerUncached(HttpStatusCode.OK, page, DeadLetterRunJson.Default.DeadLetterRunPage, cancellation);
    }

    [Operator]
    [Summary("One run over dead letters")]
    [TakesPath("run", typeof(DeadLetterRunId), "Of the run.")]
    [Answers(200, typeof(DeadLetterRunReport))]
    [AnswersProblems(typeof(OperationsProblems), nameof(OperationsProblems.UnknownRun))]
    [Function("GetDeadLetterRun")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Path + "/{run}")] HttpRequestData request,
        string run,
        CancellationToken cancellation) =>
        DeadLetterRunId.TryParse(run, out var id) && await store.Find(id, cancellation) is { } found
            ? await request.AnswerUncached(
                HttpStatusCode.OK, DeadLetterRunReport.Of(found.Value), DeadLetterRunJson.Default.DeadLetterRunReport, cancellation)
            : await OperationsProblems.UnknownRun.Answer(request, cancellation);
}
