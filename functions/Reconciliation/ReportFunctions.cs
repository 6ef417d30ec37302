using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Reconciliation;

/// <summary>What reconciliation found, for the person on call; and a run on demand.</summary>
public sealed class ReportFunctions(RunStore store, RunControl control)
{
    private const int RunsPerPage = 20;
    private const int PartsPerPage = 20;

    // Ours have some 20 characters; the store's limit for a document id is 1,023 bytes.
    private const int LongestPartName = 255;

    public static readonly QueryParameters RunsQuery = new(
        QueryParameter.Number("before", 0, long.MaxValue, "The `before` of the page before: only runs that began earlier."));

    public static readonly QueryParameters LedgerQuery = new(
        QueryParameter.Text("after", LongestPartName, "The `next` of the page before.", "must be the next of the page before."));

    /// <summary>Runs, newest first.</summary>
    [Operator]
    [Summary("How reconciliation stands", "And its runs, newest first, a page at a time.")]
    [TakesQuery(typeof(ReportFunctions), nameof(RunsQuery))]
    [Answers(200, typeof(ReconcileOverview))]
    [Function("ListReconcileRuns")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "ops/reconcile")] HttpRequestData request, CancellationToken cancellation)
    {
        var (query, refusal) = RunsQuery.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var before = query.TryGetValue("before", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : long.MaxValue;
        var runs = new List<RunReport>();
        await foreach (var run in store.Latest(before, RunsPerPage, cancellation))
        {
            runs.Add(RunReport.Of(run.Value));
        }

        var state = await store.FindState(cancellation);
        var overview = new ReconcileOverview(
            state?.Value.Current?.Run, state?.Value.Watermark, state?.Value.SweptAt, runs, runs.Count == RunsPerPage ? runs[^1].StartedAt : null);
        return await request.Answer(HttpStatusCode.OK, overview, ReportJson.Default.ReconcileOverview, cancellation);
    }

    /// <summary>One run and the ledger of its repairs.</summary>
    [Operator]
    [Summary("One run", "And the ledger of its repairs, a page at a time.")]
    [TakesPath("run", typeof(RunId), "Of the run.")]
    [TakesQuery(typeof(ReportFunctions), nameof(LedgerQuery))]
    [Answers(200, typeof(RunLedger))]
    [AnswersProblems(typeof(ReconcileProblems), nameof(ReconcileProblems.UnknownRun))]
    [Function("GetReconcileRun")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "ops/reconcile/{run}")] HttpRequestData request,
        string run,
        CancellationToken cancellation)
    {
        var (query, refusal) = LedgerQuery.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        if (!RunId.TryParse(run, out var id) || await store.FindRun(id, cancellation) is not { } found)
        {
            return await ReconcileProblems.UnknownRun.Answer(request, cancellation);
        }

        var repairs = new List<Repair>();
        var (last, parts) = ("", 0);
        await foreach (var part in store.Repairs(id, query.GetValueOrDefault("after", ""), PartsPerPage, cancellation))
        {
            repairs.AddRange(part.Value.Repairs);
            (last, parts) = (part.Value.Id, parts + 1);
        }

        var ledger = new RunLedger(RunReport.Of(found.Value), repairs, parts == PartsPerPage ? last : null);
        return await request.Answer(HttpStatusCode.OK, ledger, ReportJson.Default.RunLedger, cancellation);
    }

    /// <summary>Starts a sweep, or answers 409 with the run that is going on.</summary>
    [Operator]
    [Summary("Start a sweep", "Which compares everybody with Clerk.")]
    [Answers(202, typeof(StartedRun), Location = "The run.")]
    [AnswersProblems(typeof(ReconcileProblems), nameof(ReconcileProblems.GoingOn))]
    [Function("StartReconcileSweep")]
    public async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/reconcile")] HttpRequestData request, CancellationToken cancellation)
    {
        var start = await control.StartSweep(cancellation);
        if (!start.IsNew)
        {
            return await ReconcileProblems.GoingOn(start.Run.Value).Answer(request, cancellation);
        }

        var answer = await request.Answer(HttpStatusCode.Accepted, new StartedRun(start.Run), ReportJson.Default.StartedRun, cancellation);
        answer.Headers.Add("Location", $"/api/ops/reconcile/{start.Run}");
        return answer;
    }
}
