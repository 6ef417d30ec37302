using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.History;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.Http;
using Serverless.Users;

namespace Serverless.Operations.History;

/// <summary>Why a person looks as they do.</summary>
public sealed class HistoryFunctions(HistoryStore history, PersonLookup people, DeadLetterSearch letters, TimeProvider clock)
{
    private const int MostItems = 200;

    private const int MostLetters = 50;

    [Operator]
    [Summary(
        "Why a person looks as they do",
        "What was decided about them in the last 30 days, by which door and when, newest first; 200 at most; and what about them lies among the dead letters, "
        + "50 at most. By our id, or Clerk's.")]
    [TakesPath("id", typeof(UserId), "Of the user; or Clerk's, `user_…`.", OrClerks = true)]
    [Answers(200, typeof(HistoryResponse))]
    [AnswersProblems(typeof(UserProblems), nameof(UserProblems.Unknown))]
    [Function("GetUserHistory")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "ops/users/{id}/history")] HttpRequestData request,
        string id,
        CancellationToken cancellation)
    {
        if (await people.Find(id, cancellation) is not var (user, document))
        {
            return await UserProblems.Unknown.Answer(request, cancellation);
        }

        var entries = await history.Of(user, cancellation);
        if (document is null && entries is [])
        {
            return await UserProblems.Unknown.Answer(request, cancellation);
        }

        var answer = new HistoryResponse(
            user,
            document?.Subject,
            document?.Status,
            document?.Version,
            [.. entries.Take(MostItems).Select(HistoryItem.Of)],
            document is null ? [] : await DeadLetters(document.Subject, cancellation));
        return await request.AnswerUncached(HttpStatusCode.OK, answer, HistoryApiJson.Default.HistoryResponse, cancellation);
    }

    private async Task<IReadOnlyList<DeadLetterItem>> DeadLetters(string subject, CancellationToken cancellation)
    {
        var found = new List<DeadLetterItem>();
        await foreach (var (letter, about) in letters.About(subject, cancellation))
        {
            found.Add(DeadLetterItem.Of(letter, about, clock.GetUtcNow()));
            if (found.Count == MostLetters)
            {
                break;
            }
        }

        return found;
    }
}
