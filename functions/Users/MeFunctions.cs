using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>Who am I.</summary>
public sealed class MeFunctions(AccountChanges accounts, IMyOrganizations organizations)
{
    /// <summary>Never "not there yet": who is signed in and unknown is made known before this is called.</summary>
    [SignedIn]
    [Summary(
        "Who am I",
        "Whoever is signed in is known here: before their webhook has arrived, too. With the active organization, if there is one.")]
    [Answers(200, typeof(MeResponse), Tagged = true)]
    [Function("GetMe")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "me")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var me = context.CallersDocument();
        var organization = await organizations.FindActive(context.Caller(), cancellation);
        var etag = organization is null
            ? me.ETag
            : EntityTags.Extend(me.ETag, JsonSerializer.SerializeToUtf8Bytes(organization, UserApiJson.Default.MyOrganization));
        return await request.AnswerTagged(etag, MeResponse.Of(me.Value, organization), UserApiJson.Default.MeResponse, cancellation);
    }

    /// <summary>Deletes the caller at Clerk, for ever, and here.</summary>
    [SignedIn]
    [Summary("Delete me", "At Clerk, for ever, and here. A tombstone remains, with the id and nothing personal.")]
    [TakesIfMatch]
    [Answers(204)]
    [AnswersProblems(typeof(AccessProblems), nameof(AccessProblems.Impersonated))]
    [AnswersProblems(typeof(UserProblems), nameof(UserProblems.LastAdmin), nameof(UserProblems.AdminsChanging))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("DeleteMe")]
    public async Task<HttpResponseData> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var me = context.CallersDocument();
        var refusal = context.Caller().Session.Impersonator is not null ? AccessProblems.Impersonated
            : !request.IfMatchAllowsExtended(me.ETag) ? HttpProblems.Changed
            : await accounts.Delete(me.Value, cancellation);
        return refusal is null ? request.CreateResponse(HttpStatusCode.NoContent) : await refusal.Answer(request, cancellation);
    }
}
