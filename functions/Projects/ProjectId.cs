using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Projects;

/// <summary>Names a project. Projects sort by the time they were made.</summary>
[JsonConverter(typeof(InternalIdJson<ProjectId>))]
[Description("Names a project.")]
public sealed record ProjectId : InternalId<ProjectId>, IInternalId<ProjectId>
{
    private ProjectId(string value)
        : base(value)
    {
    }

    public static string Prefix => "prj_";

    static ProjectId IInternalId<ProjectId>.From(string value) => new(value);
}
