using Serverless.Identity.Erasure;

namespace Serverless.Projects;

/// <summary>Projects of the person's own space. Those of an organization are the organization's.</summary>
public sealed class ProjectErasure(ProjectStore projects) : IPersonalData
{
    public string Place => "projects";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation) => (int)await projects.Count(person, cancellation);

    public Task Erase(DeletedPerson person, CancellationToken cancellation) => projects.Erase(person, cancellation);
}
