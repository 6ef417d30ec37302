using Serverless.Platform.Http;

namespace Serverless.Projects;

/// <summary>Refusals about projects.</summary>
public static class ProjectProblems
{
    /// <summary>Also of one that belongs to another tenant: the two must not be told apart.</summary>
    public static readonly Problem Unknown = new(404, "project-unknown", "There is no such project.");

    public static readonly Problem BadName = new(
        400,
        "project-name",
        "That cannot be the name of a project.",
        Text($"It must have 1 to {ProjectRules.LongestName} characters, and none of them a line break or the like."));

    public static readonly Problem NotYours = new(
        403,
        "project-not-yours",
        "Only who made a project, or an admin, may delete it.",
        $"Or who has the permission {ProjectRules.DeletePermission}.");

    public static readonly Problem TooMany = new(
        409, "too-many-projects", "There are as many projects as there may be.", Text($"That is {ProjectRules.MostProjects}; delete one first."));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
