using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;

namespace Serverless.Projects;

public static class ProjectRegistration
{
    public static IServiceCollection AddProjects(this IServiceCollection services) => services
        .AddDocuments("projects", () => ProjectJson.Default.ProjectDocument, partition: "/tenant")
        .AddSingleton<ProjectStore>()
        .AddSingleton<IPersonalData, ProjectErasure>();
}
