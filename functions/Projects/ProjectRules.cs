using Serverless.Organizations;
using Serverless.Platform.Http;

namespace Serverless.Projects;

/// <summary>What a project may be, and who may do what with it.</summary>
public static class ProjectRules
{
    /// <summary>In characters.</summary>
    public const int LongestName = 100;

    /// <summary>Of one tenant. Two that are made at the same moment may exceed it by one.</summary>
    public const int MostProjects = 1_000;

    /// <summary>A custom permission of Clerk's, for whoever is to delete what others made without being an admin.</summary>
    public const string DeletePermission = "org:projects:delete";

    /// <summary>The name as it is kept, or why it cannot be one.</summary>
    public static (string? Name, Problem? Refusal) Name(string given)
    {
        var name = given.Trim();
        return name.Length is 0 or > LongestName || name.Any(char.IsControl) ? (null, ProjectProblems.BadName) : (name, null);
    }

    public static bool MayDelete(Tenant tenant, ProjectDocument project) =>
        tenant.IsAdmin || project.CreatedBy == tenant.Caller.Id || tenant.Permissions.Contains(DeletePermission);
}
