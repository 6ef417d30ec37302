using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.Erasure;
using Serverless.Platform.Http;
using Serverless.Users;

namespace Serverless.Operations.Erasure;

/// <summary>For whoever asks that nothing be left of them.</summary>
public sealed class ErasureFunctions(Erasure erasure, PersonLookup people)
{
    private const int MostAddresses = 10;

    /// <summary>https://www.rfc-editor.org/errata/eid1690: what a mail system can carry.</summary>
    private const int LongestAddress = 254;

    [Operator]
    [Summary(
        "Erase somebody who is deleted",
        "From every document, ledger, history and dead letter; the tombstone stays. A search before and one after prove it. May be repeated.")]
    [TakesPath("id", typeof(UserId), "Of the user; or Clerk's, `user_…`.", OrClerks = true)]
    [Takes(typeof(ErasureRequest))]
    [Answers(200, typeof(ErasureReport))]
    [AnswersProblems(typeof(UserProblems), nameof(UserProblems.Unknown))]
    [AnswersProblems(typeof(OperationsProblems), nameof(OperationsProblems.NotDeleted), nameof(OperationsProblems.BadAddresses))]
    [Function("EraseUser")]
    public async Task<HttpResponseData> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ops/users/{id}/erase")] HttpRequestData request,
        string id,
        CancellationToken cancellation)
    {
        var (wish, refusal) = await request.ReadJson(ErasureJson.Default.ErasureRequest, cancellation);
        if (wish is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var addresses = wish.Addresses ?? [];
        if (addresses.Count > MostAddresses || !addresses.All(IsAddress))
        {
            return await OperationsProblems.BadAddresses.Answer(request, cancellation);
        }

        if (await people.Find(id, cancellation) is not { Document: { } document } person)
        {
            return await UserProblems.Unknown.Answer(request, cancellation);
        }

        if (!document.IsDeleted)
        {
            return await OperationsProblems.NotDeleted.Answer(request, cancellation);
        }

        var deleted = new DeletedPerson(person.Id, document.Subject, addresses);
        var report = wish.Preview == true ? await erasure.Search(deleted, cancellation) : await erasure.Erase(deleted, cancellation);
        return await request.AnswerUncached(HttpStatusCode.OK, report, ErasureJson.Default.ErasureReport, cancellation);
    }

    /// <summary>Something that can be searched for; whoever mistypes it finds nothing.</summary>
    private static bool IsAddress(string text) =>
        text.Length is >= 3 and <= LongestAddress && text.Contains('@', StringComparison.Ordinal) && !text.Any(char.IsControl);
}
