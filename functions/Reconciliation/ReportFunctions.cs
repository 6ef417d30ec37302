using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Platform.Http;

namespace Serverless.Reconciliation;

/// <summary>What reconciliation found, for the person on call; and a run on demand.</summary>
public sealed class ReportFunctions(RunStore store, RunControl control)
{
    private const int RunsPerPage = 20;
    private const int PartsPerPage = 20;

    /// <summary>Runs, newest first. <c>before</c> is the <c>startedAt</c> of the last one seen.</summary>
    [Function("ListReconcileRuns")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/reconcile")] HttpRequestData request, CancellationToken cancellation)
    {
        if (!TryBefore(request.Query["before"], out var before))
        {
            return await new Problem(400, "bad-cursor", "'before' is not a time.").Answer(request, cancellation);
        }

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

    /// <summary>One run and the ledger of its repairs. <c>after</c> is the <c>next</c> of the page before.</summary>
    [Function("GetReconcileRun")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ops/reconcile/{run}")] HttpRequestData request, string run, CancellationToken cancellation)
    {
        if (!RunId.TryParse(run, out var id) || await store.FindRun(id, cancellation) is not { } found)
        {
            return await new Problem(404, "unknown-run", "There is no such run.").Answer(request, cancellation);
        }

        var repairs = new List<Repair>();
        var (last, parts) = ("", 0);
        await foreach (var part in store.Repairs(id, request.Query["after"] ?? "", PartsPerPage, cancellation))
        {
            repairs.AddRange(part.Value.Repairs);
            (last, parts) = (part.Value.Id, parts + 1);
        }

        var ledger = new RunLedger(RunReport.Of(found.Value), repairs, parts == PartsPerPage ? last : null);
        return await request.Answer(HttpStatusCode.OK, ledger, ReportJson.Default.RunLedger, cancellation);
    }

    /// <summary>Starts a sweep, or answers 409 with the run that is going on.</summary>
    [Function("StartReconcileSweep")]
    public async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/reconcile")] HttpRequestData request, CancellationToken cancellation)
    {
        var start = await control.StartSweep(cancellation);
        if (!start.IsNew)
        {
            return await new Problem(409, "run-going-on", "A run is going on already.", $"{start.Run}").Answer(request, cancellation);
        }

        var answer = await request.Answer(HttpStatusCode.Accepted, new StartedRun(start.Run), ReportJson.Default.StartedRun, cancellation);
        answer.Headers.Add("Location", $"/api/ops/reconcile/{start.Run}");
        return answer;
    }

    private static bool TryBefore(string? text, out long before)
    {
        before = long.MaxValue;
        return text is null || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before);
    }
}
