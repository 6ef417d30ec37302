using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>Other people.</summary>
public sealed class UserFunctions(UserStore users, AccountChanges accounts, IColleagues colleagues)
{
    /// <summary>Oneself; members of the active organization; anybody, for an admin.</summary>
    [SignedIn]
    [Summary("One user", "Oneself; members of the active organization; anybody, for an admin. Whom the caller may not see is answered as nobody is.")]
    [TakesPath("id", typeof(UserId), "Of the user.")]
    [Answers(200, typeof(UserResponse), Tagged = true)]
    [AnswersProblems(typeof(UserProblems), nameof(UserProblems.Unknown))]
    [Function("GetUser")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "users/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation) =>
        await FindVisible(id, context, cancellation) is { } user
            ? await request.AnswerTagged(user.ETag, UserResponse.Of(user.Value), UserApiJson.Default.UserResponse, cancellation)
            : await UserProblems.Unknown.Answer(request, cancellation);

    /// <summary>Everybody, the deleted included, a page at a time.</summary>
    [InRole(Roles.Admin)]
    [Summary("All users", "The deleted included, in the order in which we first met them, a page at a time.")]
    [TakesQuery(typeof(UserListQuery), nameof(UserListQuery.Parameters))]
    [Answers(200, typeof(UserPage))]
    [Function("ListUsers")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "users")] HttpRequestData request, CancellationToken cancellation)
    {
        var (query, refusal) = UserListQuery.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var found = await users.List(query, cancellation);
        var page = new UserPage([.. found.Users.Select(UserResponse.Of)], found.Next);
        return await request.AnswerUncached(HttpStatusCode.OK, page, UserApiJson.Default.UserPage, cancellation);
    }

    /// <summary>Gives somebody a role, at Clerk. Session tokens tell of it when they are renewed, within a minute.</summary>
    [InRole(Roles.Admin)]
    [Summary("Give a user a role", "It is given at Clerk. Session tokens tell of it when they are renewed, within a minute.")]
    [TakesPath("id", typeof(UserId), "Of the user.")]
    [TakesIfMatch]
    [Takes(typeof(RoleChange))]
    [Answers(202, Location = "The user.")]
    [AnswersProblems(typeof(AccessProblems), nameof(AccessProblems.Impersonated))]
    [AnswersProblems(
        typeof(UserProblems),
        nameof(UserProblems.Unknown), nameof(UserProblems.AlreadyDeleted), nameof(UserProblems.Pending), nameof(UserProblems.LastAdmin),
        nameof(UserProblems.AdminsChanging))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.ClerkRefused))]
    [Function("SetUserRole")]
    public async Task<HttpResponseData> SetRole(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id}/role")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var body = await request.ReadJson(UserApiJson.Default.RoleChange, cancellation);
        if (body.Value is not { } change)
        {
            return await body.Refusal!.Answer(request, cancellation);
        }

        var user = await FindVisible(id, context, cancellation);
        var refusal = context.Caller().Session.Impersonator is not null ? AccessProblems.Impersonated
            : user is null ? UserProblems.Unknown
            : !request.IfMatchAllows(user.ETag) ? HttpProblems.Changed
            : await accounts.SetRole(user.Value, change.Role, cancellation);
        if (refusal is not null)
        {
            return await refusal.Answer(request, cancellation);
        }

        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("Location", $"/api/users/{user!.Value.Id}");
        return response;
    }

    private async Task<Stored<UserDocument>?> FindVisible(string id, FunctionContext context, CancellationToken cancellation)
    {
        var caller = context.Caller();
        return !UserId.TryParse(id, out var wanted) ? null
            : wanted == caller.Id ? context.CallersDocument()
            : caller.Session.Role == Roles.Admin ? await users.Find(wanted, cancellation)
            : await colleagues.Include(caller, wanted, cancellation) && await users.Find(wanted, cancellation) is { Value.IsDeleted: false } colleague ? colleague
            : null;
    }
}
