namespace Serverless.Platform.ServiceBus;

/// <summary>The queues of the app. Their definitions, with lock, delivery count and duplicate window, are in infra.</summary>
public static class Queues
{
    public const string UserEvents = "user-events";

    /// <summary>Organizations and their memberships.</summary>
    public const string OrganizationEvents = "organization-events";

    /// <summary>What Clerk tells of invitations, and what we have to do about them.</summary>
    public const string Invitations = "invitations";

    /// <summary>Steps of reconciliation.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>Steps of runs over dead letters.</summary>
    public const string Operations = "operations";

    public static IReadOnlyList<string> All { get; } = [UserEvents, OrganizationEvents, Invitations, Reconcile, Operations];

    /// <summary>Name of the setting that says where the broker is: a connection string, or a section with a namespace.</summary>
    public const string Connection = "ServiceBus";
}
