using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Organizations;

/// <summary>Organizations, to their members.</summary>
public sealed class OrganizationFunctions(MemberDirectory members)
{
    [SignedIn]
    [Summary("The caller's organizations", "By our own copy, whichever is active.")]
    [Answers(200, typeof(OrganizationList))]
    [Function("ListOrganizations")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "organizations")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var own = await members.OrganizationsOf(context.Caller(), cancellation);
        var list = new OrganizationList([.. own.Select(each => OrganizationResponse.Of(each.Organization, each.Membership.Role))]);
        return await request.AnswerUncached(HttpStatusCode.OK, list, OrganizationApiJson.Default.OrganizationList, cancellation);
    }

    [SignedIn]
    [Summary("One organization", "Only a member sees it, whether it is active or not.")]
    [TakesPath("id", typeof(OrganizationId), "Of the organization.")]
    [Answers(200, typeof(OrganizationResponse))]
    [AnswersProblems(typeof(OrganizationProblems), nameof(OrganizationProblems.Unknown))]
    [Function("GetOrganization")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "organizations/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation) =>
        OrganizationId.TryParse(id, out var wanted) && await members.Find(context.Caller(), wanted, cancellation) is var (member, organization)
            ? await request.AnswerUncached(
                HttpStatusCode.OK,
                OrganizationResponse.Of(organization.Value, member.Role),
                OrganizationApiJson.Default.OrganizationResponse,
                cancellation)
            : await OrganizationProblems.Unknown.Answer(request, cancellation);

    [SignedIn]
    [Summary("Members of an organization", "For members, a page at a time. Those whose account is deleted, or not known yet, are left out.")]
    [TakesPath("id", typeof(OrganizationId), "Of the organization.")]
    [TakesQuery(typeof(PageQuery<UserId>), nameof(PageQuery<>.Parameters))]
    [Answers(200, typeof(MemberPage))]
    [AnswersProblems(typeof(OrganizationProblems), nameof(OrganizationProblems.Unknown))]
    [Function("ListMembers")]
    public async Task<HttpResponseData> Members(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "organizations/{id}/members")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation)
    {
        if (!OrganizationId.TryParse(id, out var wanted) || await members.Find(context.Caller(), wanted, cancellation) is not var (member, _))
        {
            return await OrganizationProblems.Unknown.Answer(request, cancellation);
        }

        var (query, refusal) = PageQuery<UserId>.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var (found, next) = await members.MembersOf(member, query.After, query.Limit, cancellation);
        var page = new MemberPage([.. found.Select(each => MemberResponse.Of(each.User, each.Membership))], next);
        return await request.AnswerUncached(HttpStatusCode.OK, page, OrganizationApiJson.Default.MemberPage, cancellation);
    }
}
