using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Identity.History;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;

namespace Serverless.Organizations;

/// <summary>Merges one of Clerk's events about an organization or a membership into its document.</summary>
public sealed partial class ApplyOrganizationEventFunction(
    QueueDelivery delivery, OrganizationSync sync, OrganizationMetrics metrics, ILogger<ApplyOrganizationEventFunction> logger)
{
    [Function("ApplyOrganizationEvent")]
    public Task Run(
        [ServiceBusTrigger(Queues.OrganizationEvents, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.OrganizationEvents, message, actions, token => Apply(ClerkEvent.From(message), token), cancellation);

    private async Task<Handled> Apply(ClerkEvent message, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Webhook, message.Type, message.MessageId);
        switch (ClerkOrganizationReader.Read(message))
        {
            case OrganizationReading.OfOrganization { Fact: var fact }:
                var organization = await sync.Apply(fact, expectNew: message.Type == "organization.created", cancellation);
                Tell(message, "organization", organization.Id.Value, OrganizationMetrics.Name(organization.Decision));
                return new Handled.Done();
            case OrganizationReading.OfMembership { Fact: var fact }:
                var membership = await sync.Apply(fact, expectNew: message.Type == "organizationMembership.created", cancellation);
                Tell(message, "membership", $"{membership.Organization}/{membership.User}", OrganizationMetrics.Name(membership.Decision));
                return new Handled.Done();
            case OrganizationReading.Unreadable unreadable:
                return new Handled.Unreadable(unreadable.Reason, unreadable.Description);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    private void Tell(ClerkEvent message, string about, string id, string outcome)
    {
        metrics.Decided(about, outcome);
        LogDecided(message.Type, message.MessageId, id, outcome);
    }

    [LoggerMessage(LogLevel.Debug, "{Type} {MessageId} for {Id}: {Decision}")]
    private partial void LogDecided(string type, string messageId, string id, string decision);
}
