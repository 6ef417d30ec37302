using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>
/// Feeds one function from one queue: at most so many messages in work as host.json allows, locks renewed while
/// the function runs, completed on success, abandoned at once on failure, as the real extension's single dispatch does.
/// </summary>
internal sealed class ServiceBusListener(
    FunctionDescriptor function,
    ServiceBusTrigger trigger,
    Func<ServiceBusClient> connect,
    FunctionInvoker invoker,
    HostSettings settings,
    IServiceProvider services,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan ReceiveWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = loggers.CreateLogger($"Host.Triggers.ServiceBus.{function.Name}");
    private readonly ConcurrentDictionary<MessageInWork, Task> inWork = new();
    private readonly SemaphoreSlim freeSlots = new(settings.MaxConcurrentCalls);
    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;

    public void Start() => loop = Task.Run(Run);

    /// <summary>Stops receiving, signals the running functions and waits for them; what is left is redelivered.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
        freeSlots.Dispose();
    }

    private async Task Run()
    {
        await using var client = connect();
        var receiver = client.CreateReceiver(trigger.Queue);
        await using var renewal = new LockRenewal(receiver, () => inWork.Keys, settings.MaxAutoLockRenewalDuration, logger);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReceiveSome(receiver);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (ServiceBusException unreachable)
            {
                logger.ReceiveFailed(trigger.Queue, unreachable.Reason, unreachable.Message);
                await Task.Delay(PauseAfterFailure, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(inWork.Values);
    }

    private async Task ReceiveSome(ServiceBusReceiver receiver)
    {
        await freeSlots.WaitAsync(stopping.Token);
        var taken = 1;
        try
        {
            while (freeSlots.Wait(0, CancellationToken.None))
            {
                taken++;
            }

            foreach (var message in await receiver.ReceiveMessagesAsync(taken, ReceiveWait, stopping.Token))
            {
                taken--;
                var work = new MessageInWork(message, receiver);
                var run = Task.Run(() => Work(work));
                inWork[work] = run;
                _ = run.ContinueWith(_ => inWork.TryRemove(work, out var _), TaskScheduler.Default);
            }
        }
        finally
        {
            if (taken > 0)
            {
                freeSlots.Release(taken);
            }
        }
    }

    private async Task Work(MessageInWork work)
    {
        try
        {
            await using var invocation = new Invocation(
                function, _ => work.Message, MessageBindingData.Of(work.Message), work.TraceParent, services, stopping.Token);
            invocation.Set<ServiceBusMessageActions>(work);
            var succeeded = await invoker.TryInvoke(invocation);
            await work.Finish(succeeded, trigger.AutoComplete ?? settings.AutoCompleteMessages);
        }
        catch (ServiceBusException lost)
        {
            logger.SettlementFailed(trigger.Queue, lost.Reason, lost.Message);
        }
        finally
        {
            freeSlots.Release();
        }
    }
}

internal static partial class ServiceBusListenerLog
{
    [LoggerMessage(20, LogLevel.Warning, "Cannot receive from '{Queue}' ({Reason}), trying again: {Problem}")]
    public static partial void ReceiveFailed(this ILogger logger, string queue, ServiceBusFailureReason reason, string problem);

    [LoggerMessage(21, LogLevel.Warning, "A message of '{Queue}' could not be settled ({Reason}) and will be delivered again: {Problem}")]
    public static partial void SettlementFailed(this ILogger logger, string queue, ServiceBusFailureReason reason, string problem);

    [LoggerMessage(22, LogLevel.Warning, "The lock of a message of '{Queue}' could not be renewed ({Reason})")]
    public static partial void RenewalFailed(this ILogger logger, string queue, ServiceBusFailureReason reason);
}
