using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Serverless.Identity.History;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;

namespace Serverless.Invitations;

/// <summary>Does what has to be done about an invitation: what Clerk tells of it, and our own steps.</summary>
public sealed class InvitationMessageFunction(QueueDelivery delivery, InvitationSync sync, Sending sending, Granting granting)
{
    [Function("ApplyInvitationMessage")]
    public Task Run(
        [ServiceBusTrigger(Queues.Invitations, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.Invitations, message, actions, token => Do(message, token), cancellation);

    private Task<Handled> Do(ServiceBusReceivedMessage message, CancellationToken cancellation) =>
        message.Subject is SendInvitation.Name or GrantInvitation.Name
            ? Do(InvitationStep.From(message), cancellation)
            : Apply(ClerkEvent.From(message), cancellation);

    private async Task<Handled> Do(InvitationStep? step, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Invitation, step?.Kind ?? "", step?.Invitation.Value);
        switch (step)
        {
            case SendInvitation send:
                await sending.Send(send, cancellation);
                return new Handled.Done();
            case GrantInvitation grant:
                await granting.Grant(grant, cancellation);
                return new Handled.Done();
            default:
                return new Handled.Unreadable("NotAStep", "The message holds no step about an invitation.");
        }
    }

    private async Task<Handled> Apply(ClerkEvent message, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Webhook, message.Type, message.MessageId);
        if (ClerkInvitationReader.Read(message) is not { } seen)
        {
            return new Handled.Unreadable("InvitationUnreadable", "Its id, its organization, its address or its status is missing.");
        }

        await sync.Apply(seen, cancellation);
        return new Handled.Done();
    }
}
