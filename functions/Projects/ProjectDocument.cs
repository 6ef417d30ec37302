using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Projects;

/// <summary>A project as we keep it: the worked example of something that belongs to a tenant.</summary>
public sealed record ProjectDocument
{
    public required ProjectId Id { get; init; }

    /// <summary>Whose it is; the partition.</summary>
    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public required UserId CreatedBy { get; init; }

    /// <summary>By our clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed, by our clock.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProjectDocument))]
internal sealed partial class ProjectJson : JsonSerializerContext;
