using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Operations.DeadLetters;

/// <summary>What could not be handled, for the person on call: to look at, to try again, to give up on.</summary>
public sealed class DeadLetterFunctions(DeadLetterList list, DeadLetterSurvey survey, DeadLetterRuns runs, TimeProvider clock)
{
    private const string Path = "ops/dead-letters";

    [Operator]
    [Summary("Dead letters", "Of all queues, and how many there are by queue and reason. Nothing is shown of what is in them but Clerk's ids.")]
    [TakesQuery(typeof(DeadLetterListQuery), nameof(DeadLetterListQuery.Parameters))]
    [Answers(200, typeof(DeadLetterPage))]
    [Function("ListDeadLetters")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Path)] HttpRequestData request, CancellationToken cancellation)
    {
        var (query, refusal) = DeadLetterListQuery.Read(request.Query);
        return query is null
            ? await refusal!.Answer(request, cancellation)
            : await request.AnswerUncached(
                HttpStatusCode.OK, await list.Page(query, cancellation), DeadLetterApiJson.Default.DeadLetterPage, cancellation);
    }

    [Operator]
    [Summary("Redrive dead letters", "Sends them back to their queues, some at a time, until all are or too many have failed again.")]
    [Takes(typeof(DeadLetterRedrive))]
    [Answers(200, typeof(DeadLetterPreview), When = "It was a preview.")]
    [Answers(202, typeof(StartedDeadLetterRun), Location = "The run.")]
    [AnswersProblems(
        typeof(OperationsProblems),
        nameof(OperationsProblems.FilterMissing),
        nameof(OperationsProblems.BadQueue),
        nameof(OperationsProblems.BadWord),
        nameof(OperationsProblems.BadMessages),
        nameof(OperationsProblems.BadAge))]
    [Function("RedriveDeadLetters")]
    public async Task<HttpResponseData> Redrive(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Path + "/redrive")] HttpRequestData request, CancellationToken cancellation)
    {
        var (choice, refusal) = await request.ReadJson(DeadLetterApiJson.Default.DeadLetterRedrive, cancellation);
        return choice is null
            ? await refusal!.Answer(request, cancellation)
            : await Answer(request, choice, because: null, choice.Preview == true, cancellation);
    }

    [Operator]
    [Summary("Discard dead letters", "Takes them away for good. What they would have changed is found by reconciliation, if Clerk still says so.")]
    [Takes(typeof(DeadLetterDiscard))]
    [Answers(200, typeof(DeadLetterPreview), When = "It was a preview.")]
    [Answers(202, typeof(StartedDeadLetterRun), Location = "The run.")]
    [AnswersProblems(
        typeof(OperationsProblems),
        nameof(OperationsProblems.BadBecause),
        nameof(OperationsProblems.FilterMissing),
        nameof(OperationsProblems.BadQueue),
        nameof(OperationsProblems.BadWord),
        nameof(OperationsProblems.BadMessages),
        nameof(OperationsProblems.BadAge))]
    [Function("DiscardDeadLetters")]
    public async Task<HttpResponseData> Discard(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Path + "/discard")] HttpRequestData request, CancellationToken cancellation)
    {
        var (choice, refusal) = await request.ReadJson(DeadLetterApiJson.Default.DeadLetterDiscard, cancellation);
        refusal ??= DeadLetterChoices.Refusal(choice!.Because);
        return refusal is not null
            ? await refusal.Answer(request, cancellation)
            : await Answer(request, choice!, choice!.Because, choice.Preview == true, cancellation);
    }

    private async Task<HttpResponseData> Answer(
        HttpRequestData request, IDeadLetterChoice choice, string? because, bool isPreview, CancellationToken cancellation)
    {
        var (filter, refusal) = DeadLetterChoices.Read(choice, clock.GetUtcNow());
        if (filter is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        if (isPreview)
        {
            var found = await survey.Look(filter, cancellation);
            var preview = new DeadLetterPreview(found.Total, found.Counts, found.HasMore);
            return await request.AnswerUncached(HttpStatusCode.OK, preview, DeadLetterApiJson.Default.DeadLetterPreview, cancellation);
        }

        var run = await runs.Start(filter, because, cancellation);
        var answer = await request.Answer(
            HttpStatusCode.Accepted, new StartedDeadLetterRun(run), DeadLetterApiJson.Default.StartedDeadLetterRun, cancellation);
        answer.Headers.Add("Location", $"/api/{Path}/runs/{run}");
        return answer;
    }
}
