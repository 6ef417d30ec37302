using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>What is answered about the invitations of a scope, whoever may ask.</summary>
public sealed class InvitationAnswers(InvitationStore store, Inviting inviting, Revoking revoking)
{
    /// <param name="path">Of the scope's invitations.</param>
    public async Task<HttpResponseData> Invite(
        HttpRequestData request, InvitationScope scope, string path, InvitationWish? wish, Problem? refusal, CancellationToken cancellation)
    {
        var (invitation, refused) = wish is null ? (null, refusal) : await inviting.Invite(scope, wish, cancellation);
        if (invitation is null)
        {
            return await refused!.Answer(request, cancellation);
        }

        var status = invitation.HasEnded ? HttpStatusCode.OK : HttpStatusCode.Created;
        var response = await request.AnswerUncached(
            status, InvitationResponse.Of(invitation), InvitationApiJson.Default.InvitationResponse, cancellation);
        response.Headers.Add("Location", $"/api/{path}/{invitation.Id}");
        return response;
    }

    public async Task<HttpResponseData> List(HttpRequestData request, InvitationScope scope, CancellationToken cancellation)
    {
        var (query, refusal) = InvitationListQuery.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var (found, next) = await store.List(scope, query, cancellation);
        var page = new InvitationPage([.. found.Select(InvitationResponse.Of)], next);
        return await request.AnswerUncached(HttpStatusCode.OK, page, InvitationApiJson.Default.InvitationPage, cancellation);
    }

    public async Task<HttpResponseData> Get(HttpRequestData request, InvitationScope scope, string id, CancellationToken cancellation) =>
        InvitationId.TryParse(id, out var wanted) && await store.Find(scope, wanted, cancellation) is { } invitation
            ? await request.AnswerTagged(
                invitation.ETag, InvitationResponse.Of(invitation.Value), InvitationApiJson.Default.InvitationResponse, cancellation)
            : await InvitationProblems.Unknown.Answer(request, cancellation);

    public async Task<HttpResponseData> Revoke(HttpRequestData request, InvitationScope scope, string id, CancellationToken cancellation)
    {
        var refusal = InvitationId.TryParse(id, out var wanted) ? await revoking.Revoke(scope, wanted, cancellation) : InvitationProblems.Unknown;
        return refusal is null ? request.CreateResponse(HttpStatusCode.NoContent) : await refusal.Answer(request, cancellation);
    }
}
