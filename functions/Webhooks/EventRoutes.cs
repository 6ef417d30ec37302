using System.Collections.Frozen;
using Serverless.Platform.ServiceBus;

namespace Serverless.Webhooks;

/// <summary>
/// Where each of Clerk's event types goes. The list is that of https://github.com/clerk/openapi-specs,
/// webhooks/2025-04-15.yml; Clerk may add types at any time, and one not listed is ignored like one listed as ignored.
/// </summary>
public static class EventRoutes
{
    private static readonly FrozenDictionary<string, string?> QueueByType = new Dictionary<string, string?>
    {
        ["user.created"] = Queues.UserEvents,
        ["user.updated"] = Queues.UserEvents,
        ["user.deleted"] = Queues.UserEvents,
        ["organization.created"] = Queues.OrganizationEvents,
        ["organization.updated"] = Queues.OrganizationEvents,
        ["organization.deleted"] = Queues.OrganizationEvents,
        ["organizationMembership.created"] = Queues.OrganizationEvents,
        ["organizationMembership.updated"] = Queues.OrganizationEvents,
        ["organizationMembership.deleted"] = Queues.OrganizationEvents,
        ["organizationInvitation.created"] = Queues.Invitations,
        ["organizationInvitation.accepted"] = Queues.Invitations,
        ["organizationInvitation.revoked"] = Queues.Invitations,
        ["organizationDomain.created"] = null,
        ["organizationDomain.updated"] = null,
        ["organizationDomain.deleted"] = null,
        ["session.created"] = null,
        ["session.pending"] = null,
        ["session.ended"] = null,
        ["session.removed"] = null,
        ["session.revoked"] = null,
        ["role.created"] = null,
        ["role.updated"] = null,
        ["role.deleted"] = null,
        ["permission.created"] = null,
        ["permission.updated"] = null,
        ["permission.deleted"] = null,
        ["email.created"] = null,
        ["sms.created"] = null,
        ["waitlistEntry.created"] = null,
        ["waitlistEntry.updated"] = null,
        ["subscription.created"] = null,
        ["subscription.updated"] = null,
        ["subscription.active"] = null,
        ["subscription.pastDue"] = null,
        ["subscriptionItem.updated"] = null,
        ["subscriptionItem.active"] = null,
        ["subscriptionItem.canceled"] = null,
        ["subscriptionItem.upcoming"] = null,
        ["subscriptionItem.ended"] = null,
        ["subscriptionItem.abandoned"] = null,
        ["subscriptionItem.incomplete"] = null,
        ["subscriptionItem.pastDue"] = null,
        ["subscriptionItem.freeTrialEnding"] = null,
        ["paymentAttempt.created"] = null,
        ["paymentAttempt.updated"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> KnownTypes => QueueByType.Keys;

    public static bool IsKnown(string type) => QueueByType.ContainsKey(type);

    /// <summary>The queue of a type, or null if the type is ignored.</summary>
    public static string? QueueOf(string type) => QueueByType.GetValueOrDefault(type);
}
