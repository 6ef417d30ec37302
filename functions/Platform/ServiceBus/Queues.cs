namespace Serverless.Platform.ServiceBus;

/// <summary>The queues of the app. Their definitions, with lock, delivery count and duplicate window, are in infra.</summary>
public static class Queues
{
    public const string UserEvents = "user-events";

    /// <summary>Organizations, their memberships and their invitations.</summary>
    public const string OrganizationEvents = "organization-events";

    /// <summary>Steps of reconciliation.</summary>
    public const string Reconcile = "reconcile";

    /// <summary>Name of the setting that says where the broker is: a connection string, or a section with a namespace.</summary>
    public const string Connection = "ServiceBus";
}
