using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Organizations;
using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>Invitations into the active organization, for its admins.</summary>
public sealed class InvitationFunctions(InvitationAnswers answers, SessionSettings sessions)
{
    private const string Path = "invitations";

    [OrganizationAdmin]
    [Summary(
        "Invite somebody",
        "The person exists from now on, as pending, and keeps the id when they sign up. Who has an account becomes a member at once.")]
    [Takes(typeof(NewInvitation))]
    [Answers(201, typeof(InvitationResponse), Location = "The invitation.", When = "It is sent, or will be as soon as Clerk's limits allow.")]
    [Answers(200, typeof(InvitationResponse), Location = "The invitation.", When = "The person has an account, and is a member now.")]
    [AnswersProblems(
        typeof(InvitationProblems),
        nameof(InvitationProblems.BadEmail),
        nameof(InvitationProblems.BadRole),
        nameof(InvitationProblems.BadRedirect),
        nameof(InvitationProblems.BadExpiry),
        nameof(InvitationProblems.AlreadyInvited),
        nameof(InvitationProblems.AlreadyMember),
        nameof(InvitationProblems.Full),
        nameof(InvitationProblems.TooMany),
        nameof(InvitationProblems.Busy))]
    [AnswersProblems(typeof(AccessProblems), nameof(AccessProblems.Impersonated))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("CreateInvitation")]
    public async Task<HttpResponseData> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Path)] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var body = await request.ReadJson(InvitationApiJson.Default.NewInvitation, cancellation);
        var (wish, refusal) = context.Caller().Session.Impersonator is not null ? (null, AccessProblems.Impersonated)
            : body.Value is { } given ? InvitationWishes.Read(given, context.Caller(), sessions.AuthorizedParties)
            : (null, body.Refusal);
        return await answers.Invite(request, InvitationScope.Of(context.Tenant()), Path, wish, refusal, cancellation);
    }

    [OrganizationAdmin]
    [Summary("All invitations", "Into the active organization, in the order in which they were made, a page at a time.")]
    [TakesQuery(typeof(InvitationListQuery), nameof(InvitationListQuery.Parameters))]
    [Answers(200, typeof(InvitationPage))]
    [Function("ListInvitations")]
    public Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Path)] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation) => answers.List(request, InvitationScope.Of(context.Tenant()), cancellation);

    [OrganizationAdmin]
    [Summary("One invitation")]
    [TakesPath("id", typeof(InvitationId), "Of the invitation.")]
    [Answers(200, typeof(InvitationResponse), Tagged = true)]
    [AnswersProblems(typeof(InvitationProblems), nameof(InvitationProblems.Unknown))]
    [Function("GetInvitation")]
    public Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Path + "/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation) => answers.Get(request, InvitationScope.Of(context.Tenant()), id, cancellation);

    [OrganizationAdmin]
    [Summary("Revoke an invitation", "Nobody can accept it afterwards. Done again, it is done; of one that was accepted it is refused.")]
    [TakesPath("id", typeof(InvitationId), "Of the invitation.")]
    [Answers(204)]
    [AnswersProblems(
        typeof(InvitationProblems),
        nameof(InvitationProblems.Unknown), nameof(InvitationProblems.AlreadyAccepted), nameof(InvitationProblems.Busy))]
    [AnswersProblems(typeof(AccessProblems), nameof(AccessProblems.Impersonated))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("RevokeInvitation")]
    public Task<HttpResponseData> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Path + "/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation) => context.Caller().Session.Impersonator is not null
            ? AccessProblems.Impersonated.Answer(request, cancellation)
            : answers.Revoke(request, InvitationScope.Of(context.Tenant()), id, cancellation);
}
