using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;
using Serverless.Reconciliation;

namespace Serverless.Operations;

/// <summary>
/// Looks whether store and broker can be reached, by asking each for something small. Anybody may ask, so what was seen is kept for
/// a while, and callers that come together share one look.
/// </summary>
public sealed class Readiness(RunStore runs, ServiceBusClient serviceBus, Looks looks, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>For each; probes wait for seconds, not minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private Task<ReadyReport>? look;
    private DateTimeOffset lookedAt;

    public Task<ReadyReport> Look(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (look is null || (look.IsCompleted && clock.GetUtcNow() - lookedAt >= Fresh))
            {
                lookedAt = clock.GetUtcNow();
                look = LookNow();
            }

            return look.WaitAsync(cancellation);
        }
    }

    private async Task<ReadyReport> LookNow()
    {
        var (store, broker) = (looks.At("store", Patience, FindLast), looks.At("broker", Patience, Peek));
        var (isStoreReached, last) = await store;
        var isBrokerReached = (await broker).IsReached;
        return new ReadyReport(
            isStoreReached && isBrokerReached ? ReadyStatus.Ready : ReadyStatus.NotReady, Of(isStoreReached), Of(isBrokerReached), last);
    }

    private static Dependency Of(bool isReached) => isReached ? Dependency.Reachable : Dependency.Unreachable;

    private async Task<LastReconcile?> FindLast(CancellationToken cancellation)
    {
        await foreach (var run in runs.Latest(long.MaxValue, 1, cancellation))
        {
            var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(run.Value.StartedAt);
            return new LastReconcile(startedAt, (long)(clock.GetUtcNow() - startedAt).TotalSeconds, run.Value.Phase);
        }

        return null;
    }

    private async Task<object?> Peek(CancellationToken cancellation)
    {
        await using var receiver = serviceBus.CreateReceiver(Queues.UserEvents);
        return await receiver.PeekMessagesAsync(1, cancellationToken: cancellation);
    }
}
