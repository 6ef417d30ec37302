using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Serverless.Identity.History;
using Serverless.Platform.ServiceBus;

namespace Serverless.Reconciliation;

/// <summary>Does one step of a run.</summary>
public sealed class ReconcileStepFunction(
    ComparePageStep comparePage,
    ConfirmAbsentStep confirmAbsent,
    FinishRunStep finishRun,
    CompareOrganizationsStep compareOrganizations,
    CompareMembersStep compareMembers,
    FindStraysStep findStrays,
    ConfirmOrganizationsStep confirmOrganizations,
    QueueDelivery delivery)
{
    [Function("ReconcileStep")]
    public Task Run(
        [ServiceBusTrigger(Queues.Reconcile, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.Reconcile, message, actions, token => Do(ReconcileStep.From(message), token), cancellation);

    private async Task<Handled> Do(ReconcileStep? step, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Reconcile, step?.Key ?? "", step?.Run.Value);
        switch (step)
        {
            case ComparePage page:
                await comparePage.Do(page, cancellation);
                break;
            case ConfirmAbsent batch:
                await confirmAbsent.Do(batch, cancellation);
                break;
            case FinishRun finish:
                await finishRun.Do(finish, cancellation);
                break;
            case CompareOrganizations page:
                await compareOrganizations.Do(page, cancellation);
                break;
            case CompareMembers members:
                await compareMembers.Do(members, cancellation);
                break;
            case FindStrays strays:
                await findStrays.Do(strays, cancellation);
                break;
            case ConfirmOrganizations batch:
                await confirmOrganizations.Do(batch, cancellation);
                break;
            default:
                return new Handled.Unreadable("NotAStep", "The message holds no step of a reconciliation.");
        }

        return new Handled.Done();
    }
}
