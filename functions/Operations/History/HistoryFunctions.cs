using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.History;
using Serverless.Platform.Http;
using Serverless.Users;

namespace Serverless.Operations.History;

/// <summary>Why a person looks as they do.</summary>
public sealed class HistoryFunctions(HistoryStore history, IdentityMap<UserId> identities, UserStore users)
{
    private const int MostItems = 200;

    [Operator]
    [Summary(
        "Why a person looks as they do",
        "What was decided about them in the last 30 days, by which door and when, newest first; 200 at most. By our id, or Clerk's.")]
    [TakesPath("id", typeof(UserId), "Of the user; or Clerk's, `user_…`.", OrClerks = true)]
    [Answers(200, typeof(HistoryResponse))]
    [AnswersProblems(typeof(UserProblems), nameof(UserProblems.Unknown))]
    [Function("GetUserHistory")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "ops/users/{id}/history")] HttpRequestData request,
        string id,
        CancellationToken cancellation)
    {
        if (await Find(id, cancellation) is not { } user)
        {
            return await UserProblems.Unknown.Answer(request, cancellation);
        }

        var document = (await users.Find(user, cancellation))?.Value;
        var entries = await history.Of(user, cancellation);
        if (document is null && entries is [])
        {
            return await UserProblems.Unknown.Answer(request, cancellation);
        }

        var answer = new HistoryResponse(
            user, document?.Subject, document?.Status, document?.Version, [.. entries.Take(MostItems).Select(HistoryItem.Of)]);
        return await request.AnswerUncached(HttpStatusCode.OK, answer, HistoryApiJson.Default.HistoryResponse, cancellation);
    }

    private async Task<UserId?> Find(string id, CancellationToken cancellation) =>
        UserId.TryParse(id, out var ours) ? ours
        : ProviderSubject.TryClerk(id, out var clerks) ? await identities.Find(clerks, cancellation)
        : null;
}
