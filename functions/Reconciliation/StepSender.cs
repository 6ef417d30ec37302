using Serverless.Platform.ServiceBus;

namespace Serverless.Reconciliation;

/// <summary>Sends steps of runs to whichever instance is free.</summary>
public sealed class StepSender(QueueSenders senders, TimeProvider clock)
{
    public Task Send(ReconcileStep step, CancellationToken cancellation) => senders.To(Queues.Reconcile).SendMessageAsync(step.ToMessage(), cancellation);

    /// <summary>Once more, although the broker may remember it.</summary>
    public Task SendAgain(ReconcileStep step, CancellationToken cancellation) =>
        senders.To(Queues.Reconcile).SendMessageAsync(step.ToMessage($"again-{clock.GetUtcNow().ToUnixTimeSeconds()}"), cancellation);

    public Task SendLater(ReconcileStep step, TimeSpan delay, CancellationToken cancellation) =>
        senders.To(Queues.Reconcile).ScheduleMessageAsync(step.ToMessage(), clock.GetUtcNow() + delay, cancellation);
}
