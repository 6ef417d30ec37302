using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Organizations;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Http;
using Serverless.Platform.Ids;

namespace Serverless.Projects;

/// <summary>Projects of the caller's tenant. Copy this room for a resource of your own.</summary>
public sealed class ProjectFunctions(ProjectStore projects, IdGenerator ids, TimeProvider clock)
{
    [InTenant]
    [Summary("Make a project")]
    [Takes(typeof(ProjectName))]
    [Answers(201, typeof(ProjectResponse), Location = "The project.")]
    [AnswersProblems(typeof(ProjectProblems), nameof(ProjectProblems.BadName), nameof(ProjectProblems.TooMany))]
    [Function("CreateProject")]
    public async Task<HttpResponseData> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "projects")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var (name, refusal) = await ReadName(request, cancellation);
        var tenant = context.Tenant();
        refusal ??= await projects.Count(tenant, cancellation) >= ProjectRules.MostProjects ? ProjectProblems.TooMany : null;
        if (refusal is not null)
        {
            return await refusal.Answer(request, cancellation);
        }

        var now = clock.GetUtcNow();
        var project = new ProjectDocument
        {
            Id = ProjectId.New(ids),
            Tenant = tenant.Key,
            Name = name!,
            CreatedBy = tenant.Caller.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await projects.TryCreate(tenant, project, cancellation);
        var response = await request.AnswerUncached(
            HttpStatusCode.Created, ProjectResponse.Of(project), ProjectApiJson.Default.ProjectResponse, cancellation);
        response.Headers.Add("Location", $"/api/projects/{project.Id}");
        return response;
    }

    [InTenant]
    [Summary("All projects", "Of the tenant, in the order in which they were made, a page at a time.")]
    [TakesQuery(typeof(PageQuery<ProjectId>), nameof(PageQuery<>.Parameters))]
    [Answers(200, typeof(ProjectPage))]
    [Function("ListProjects")]
    public async Task<HttpResponseData> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "projects")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var (query, refusal) = PageQuery<ProjectId>.Read(request.Query);
        if (query is null)
        {
            return await refusal!.Answer(request, cancellation);
        }

        var (found, next) = await projects.List(context.Tenant(), query.After, query.Limit, cancellation);
        var page = new ProjectPage([.. found.Select(ProjectResponse.Of)], next);
        return await request.AnswerUncached(HttpStatusCode.OK, page, ProjectApiJson.Default.ProjectPage, cancellation);
    }

    [InTenant]
    [Summary("One project")]
    [TakesPath("id", typeof(ProjectId), "Of the project.")]
    [Answers(200, typeof(ProjectResponse), Tagged = true)]
    [AnswersProblems(typeof(ProjectProblems), nameof(ProjectProblems.Unknown))]
    [Function("GetProject")]
    public async Task<HttpResponseData> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "projects/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation) =>
        ProjectId.TryParse(id, out var wanted) && await projects.Find(context.Tenant(), wanted, cancellation) is { } project
            ? await request.AnswerTagged(project.ETag, ProjectResponse.Of(project.Value), ProjectApiJson.Default.ProjectResponse, cancellation)
            : await ProjectProblems.Unknown.Answer(request, cancellation);

    [InTenant]
    [Summary("Rename a project", "Under the ETag it was read with, so that nobody overwrites what they have not seen.")]
    [TakesPath("id", typeof(ProjectId), "Of the project.")]
    [TakesIfMatch]
    [Takes(typeof(ProjectName))]
    [Answers(204)]
    [AnswersProblems(typeof(ProjectProblems), nameof(ProjectProblems.BadName), nameof(ProjectProblems.Unknown))]
    [AnswersProblems(typeof(HttpProblems), nameof(HttpProblems.IfMatchMissing))]
    [Function("RenameProject")]
    public async Task<HttpResponseData> Rename(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "projects/{id}/name")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation)
    {
        var (name, refusal) = await ReadName(request, cancellation);
        refusal ??= request.Header("If-Match") is null ? HttpProblems.IfMatchMissing : null;
        refusal ??= await Change(
            id, context.Tenant(), request, (tenant, project) => projects.TryReplace(
                tenant, project.Value with { Name = name!, UpdatedAt = clock.GetUtcNow() }, project.ETag, cancellation), cancellation);
        return refusal is null ? request.CreateResponse(HttpStatusCode.NoContent) : await refusal.Answer(request, cancellation);
    }

    [InTenant]
    [Summary("Delete a project", "For who made it, for admins of the organization, and for who has the permission `org:projects:delete`.")]
    [TakesPath("id", typeof(ProjectId), "Of the project.")]
    [TakesIfMatch]
    [Answers(204)]
    [AnswersProblems(typeof(ProjectProblems), nameof(ProjectProblems.Unknown), nameof(ProjectProblems.NotYours))]
    [Function("DeleteProject")]
    public async Task<HttpResponseData> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "projects/{id}")] HttpRequestData request,
        string id,
        FunctionContext context,
        CancellationToken cancellation)
    {
        Problem? notYours = null;
        var refusal = await Change(
            id, context.Tenant(), request, async (tenant, project) =>
            {
                notYours = ProjectRules.MayDelete(tenant, project.Value) ? null : ProjectProblems.NotYours;
                return notYours is not null || await projects.TryDelete(tenant, project.Value, project.ETag, cancellation);
            }, cancellation) ?? notYours;
        return refusal is null ? request.CreateResponse(HttpStatusCode.NoContent) : await refusal.Answer(request, cancellation);
    }

    private static async Task<(string? Name, Problem? Refusal)> ReadName(HttpRequestData request, CancellationToken cancellation)
    {
        var body = await request.ReadJson(ProjectApiJson.Default.ProjectName, cancellation);
        return body.Value is { Name: var given } ? ProjectRules.Name(given) : (null, body.Refusal);
    }

    private async Task<Problem?> Change(
        string id,
        Tenant tenant,
        HttpRequestData request,
        Func<Tenant, Stored<ProjectDocument>, Task<bool>> change,
        CancellationToken cancellation) =>
        !ProjectId.TryParse(id, out var wanted) || await projects.Find(tenant, wanted, cancellation) is not { } project ? ProjectProblems.Unknown
        : !request.IfMatchAllows(project.ETag) || !await change(tenant, project) ? HttpProblems.Changed
        : null;
}
