using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>Renews the locks of all messages in work of one listener, each when less than half of it is left.</summary>
internal sealed class LockRenewal : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer timer = new(Every);
    private readonly Task loop;

    public LockRenewal(ServiceBusReceiver receiver, Func<IEnumerable<MessageInWork>> inWork, TimeSpan longest, ILogger logger) =>
        loop = Run(receiver, inWork, longest, logger);

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await loop;
    }

    private async Task Run(ServiceBusReceiver receiver, Func<IEnumerable<MessageInWork>> inWork, TimeSpan longest, ILogger logger)
    {
        while (await timer.WaitForNextTickAsync())
        {
            var now = DateTimeOffset.UtcNow;
            var due = inWork().Where(work => !work.Settled && (longest < TimeSpan.Zero || now - work.Since < longest) && IsDue(work, now));
            await Task.WhenAll(due.Select(work => Renew(receiver, work, logger)));
        }
    }

    private static bool IsDue(MessageInWork work, DateTimeOffset now)
    {
        var lastStart = work.RenewedAt ?? work.Since;
        return work.Message.LockedUntil - now < (work.Message.LockedUntil - lastStart) / 2;
    }

    private static async Task Renew(ServiceBusReceiver receiver, MessageInWork work, ILogger logger)
    {
        try
        {
            await receiver.RenewMessageLockAsync(work.Message);
            work.RenewedAt = DateTimeOffset.UtcNow;
        }
        catch (ServiceBusException lost)
        {
            logger.RenewalFailed(receiver.EntityPath, lost.Reason);
        }
    }
}
