using Serverless.Identity.Erasure;
using Serverless.Organizations;
using Serverless.Platform.Cosmos;

namespace Serverless.Projects;

/// <summary>Projects of one tenant at a time: whatever the id, nothing of another is found, counted or changed.</summary>
public sealed class ProjectStore(Documents<ProjectDocument> documents)
{
    public Task<Stored<ProjectDocument>?> Find(Tenant tenant, ProjectId id, CancellationToken cancellation) =>
        documents.Find(tenant.Key, id.Value, cancellation);

    /// <summary>A page, in the order in which projects were made.</summary>
    /// <returns>And the last one, if there are more.</returns>
    public async Task<(IReadOnlyList<ProjectDocument> Projects, ProjectId? Next)> List(
        Tenant tenant, ProjectId? after, int limit, CancellationToken cancellation)
    {
        var found = new List<ProjectDocument>();
        await foreach (var project in documents.Query(
            $"SELECT TOP {limit + 1} * FROM c WHERE c.id > {after?.Value ?? ""} ORDER BY c.id", tenant.Key, cancellation))
        {
            found.Add(project.Value);
        }

        return found.Count <= limit ? (found, null) : (found[..limit], found[limit - 1].Id);
    }

    public Task<long> Count(Tenant tenant, CancellationToken cancellation) => documents.Count($"true", tenant.Key, cancellation);

    /// <exception cref="InvalidOperationException">The project is another tenant's.</exception>
    public Task<bool> TryCreate(Tenant tenant, ProjectDocument project, CancellationToken cancellation) =>
        documents.TryCreate(Own(tenant, project).Tenant, project, cancellation);

    /// <summary>False if somebody else wrote in between, or deleted it.</summary>
    /// <exception cref="InvalidOperationException">The project is another tenant's.</exception>
    public Task<bool> TryReplace(Tenant tenant, ProjectDocument project, string etag, CancellationToken cancellation) =>
        documents.TryReplace(Own(tenant, project).Tenant, project.Id.Value, project, etag, cancellation);

    /// <inheritdoc cref="TryReplace"/>
    public Task<bool> TryDelete(Tenant tenant, ProjectDocument project, string etag, CancellationToken cancellation) =>
        documents.TryDelete(Own(tenant, project).Tenant, project.Id.Value, etag, cancellation);

    /// <summary>How many lie in the personal space of somebody who is deleted.</summary>
    public Task<long> Count(DeletedPerson person, CancellationToken cancellation) => documents.Count($"true", person.Id.Value, cancellation);

    /// <summary>Removes them.</summary>
    public async Task Erase(DeletedPerson person, CancellationToken cancellation)
    {
        await foreach (var project in documents.Query($"SELECT * FROM c", person.Id.Value, cancellation))
        {
            await documents.TryDelete(person.Id.Value, project.Value.Id.Value, project.ETag, cancellation);
        }
    }

    private static ProjectDocument Own(Tenant tenant, ProjectDocument project) => project.Tenant == tenant.Key
        ? project
        : throw new InvalidOperationException($"'{project.Id}' belongs to another tenant.");
}
