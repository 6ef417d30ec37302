using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Does one step of a run over dead letters.</summary>
public sealed class DeadLetterStepFunction(DeadLetterWork work, QueueDelivery delivery)
{
    [Function("DeadLetterStep")]
    public Task Run(
        [ServiceBusTrigger(Queues.Operations, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.Operations, message, actions, token => Do(DeadLetterStep.From(message), token), cancellation);

    private async Task<Handled> Do(DeadLetterStep? step, CancellationToken cancellation)
    {
        if (step is null)
        {
            return new Handled.Unreadable("NotAStep", "The message holds no step of a run over dead letters.");
        }

        await work.Do(step, cancellation);
        return new Handled.Done();
    }
}
