using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Projects;

[Description("A project of the caller's tenant.")]
public sealed record ProjectResponse(
    ProjectId Id,
    string Name,
    [property: Description("Who made it.")] UserId CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ProjectResponse Of(ProjectDocument project) =>
        new(project.Id, project.Name, project.CreatedBy, project.CreatedAt, project.UpdatedAt);
}

[Description("A page of projects.")]
public sealed record ProjectPage(
    IReadOnlyList<ProjectResponse> Items,
    [property: Description("The `cursor` of the next page; none on the last.")] ProjectId? Next);

[Description("What a project is called.")]
public sealed record ProjectName(string Name);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProjectResponse))]
[JsonSerializable(typeof(ProjectPage))]
[JsonSerializable(typeof(ProjectName))]
internal sealed partial class ProjectApiJson : JsonSerializerContext;
