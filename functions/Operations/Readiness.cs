using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Serverless.Platform.ServiceBus;
using Serverless.Reconciliation;

namespace Serverless.Operations;

/// <summary>
/// Looks whether store and broker can be reached, by asking each for something small. Anybody may ask, so what was seen is kept for
/// a while, and callers that come together share one look.
/// </summary>
public sealed partial class Readiness(RunStore runs, ServiceBusClient serviceBus, TimeProvider clock, ILogger<Readiness> logger)
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
        LastReconcile? last = null;
        var looks = await Task.WhenAll(
            IsReachable("store", async token => last = await FindLast(token)),
            IsReachable("broker", Peek));
        return new ReadyReport(
            looks.All(each => each == Dependency.Reachable) ? ReadyStatus.Ready : ReadyStatus.NotReady, looks[0], looks[1], last);
    }

    private async Task<LastReconcile?> FindLast(CancellationToken cancellation)
    {
        await foreach (var run in runs.Latest(long.MaxValue, 1, cancellation))
        {
            var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(run.Value.StartedAt);
            return new LastReconcile(startedAt, (long)(clock.GetUtcNow() - startedAt).TotalSeconds, run.Value.Phase);
        }

        return null;
    }

    private async Task Peek(CancellationToken cancellation)
    {
        await using var receiver = serviceBus.CreateReceiver(Queues.UserEvents);
        await receiver.PeekMessagesAsync(1, cancellationToken: cancellation);
    }

    private async Task<Dependency> IsReachable(string what, Func<CancellationToken, Task> ask)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        try
        {
            // Also if what is asked does not heed the token.
            await ask(deadline.Token).WaitAsync(deadline.Token);
            return Dependency.Reachable;
        }
#pragma warning disable CA1031 // Whatever keeps it from answering is the answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogUnreachable(what, failure);
            return Dependency.Unreachable;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not ready: the {Dependency} does not answer")]
    private partial void LogUnreachable(string dependency, Exception failure);
}
