using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>Invitations into the application as a whole, for operators.</summary>
public sealed class ApplicationInvitationFunctions(InvitationAnswers answers, SessionSettings sessions)
{
    private const string Path = "ops/invitations";

    [Operator]
    [Summary(
        "Invite somebody into the application",
        "The person exists from now on, as pending, and keeps the id when they sign up.")]
    [Takes(typeof(NewApplicationInvitation))]
    [Answers(201, typeof(InvitationResponse), Location = "The invitation.", When = "It is sent, or will be as soon as Clerk's limits allow.")]
    [Answers(200, typeof(InvitationResponse), Location = "The invitation.", When = "The person has an account.")]
    [AnswersProblems(
        typeof(InvitationProblems),
        nameof(InvitationProblems.BadEmail),
        nameof(InvitationProblems.BadRedirect),
        nameof(InvitationProblems.BadExpiry),
        nameof(InvitationProblems.AlreadyInvited),
        nameof(InvitationProblems.TooMany),
        nameof(InvitationProblems.Busy))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("CreateApplicationInvitation")]
    public async Task<HttpResponseData> Create(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Path)] HttpRequestData request,
        CancellationToken cancellation)
    {
        var body = await request.ReadJson(InvitationApiJson.Default.NewApplicationInvitation, cancellation);
        var (wish, refusal) = body.Value is { } given
            ? InvitationWishes.Read(given, sessions.AuthorizedParties)
            : (null, body.Refusal);
        return await answers.Invite(request, InvitationScope.Application, Path, wish, refusal, cancellation);
    }

    [Operator]
    [Summary("All invitations into the application", "In the order in which they were made, a page at a time.")]
    [TakesQuery(typeof(InvitationListQuery), nameof(InvitationListQuery.Parameters))]
    [Answers(200, typeof(InvitationPage))]
    [Function("ListApplicationInvitations")]
    public Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Path)] HttpRequestData request,
        CancellationToken cancellation) => answers.List(request, InvitationScope.Application, cancellation);

    [Operator]
    [Summary("One invitation into the application")]
    [TakesPath("id", typeof(InvitationId), "Of the invitation.")]
    [Answers(200, typeof(InvitationResponse), Tagged = true)]
    [AnswersProblems(typeof(InvitationProblems), nameof(InvitationProblems.Unknown))]
    [Function("GetApplicationInvitation")]
    public Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Path + "/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellation) => answers.Get(request, InvitationScope.Application, id, cancellation);

    [Operator]
    [Summary(
        "Revoke an invitation into the application", "Nobody can accept it afterwards. Done again, it is done; of one that was accepted it is refused.")]
    [TakesPath("id", typeof(InvitationId), "Of the invitation.")]
    [Answers(204)]
    [AnswersProblems(
        typeof(InvitationProblems),
        nameof(InvitationProblems.Unknown), nameof(InvitationProblems.AlreadyAccepted), nameof(InvitationProblems.Busy))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("RevokeApplicationInvitation")]
    public Task<HttpResponseData> Revoke(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Path + "/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellation) => answers.Revoke(request, InvitationScope.Application, id, cancellation);
}
