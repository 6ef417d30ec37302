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
    TimeProvider clock,
    ILoggerFactory loggers) : FunctionListener(function)
{
    private static readonly TimeSpan ReceiveWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>For what is given back when the host's shutdown time is over already.</summary>
    private static readonly TimeSpan GiveBackTime = TimeSpan.FromSeconds(2);

    private readonly ILogger logger = loggers.CreateLogger($"Host.Triggers.ServiceBus.{function.Name}");
    private readonly ConcurrentDictionary<MessageInWork, Task> inWork = new();
    private readonly CallSlots slots = new(settings.DynamicConcurrency is null ? settings.MaxConcurrentCalls : DynamicConcurrency.First);
    private int busiest;

    /// <summary>The input is the body of a message that no queue has ever held.</summary>
    public override async Task RunByHand(string input)
    {
        var made = new HandMadeMessage(input);
        await using var invocation = Invoke(made.Message, made, traceParent: null);
        await invoker.TryInvoke(invocation);
    }

    protected override async Task Run(CancellationToken stopping)
    {
        await using var client = connect();
        await using var receiver = client.CreateReceiver(trigger.Queue, new ServiceBusReceiverOptions { PrefetchCount = settings.PrefetchCount });
        await using var renewal = new LockRenewal(receiver, () => inWork.Keys, settings.MaxAutoLockRenewalDuration, logger);
        await using var adjustment = settings.DynamicConcurrency is { } dynamic ? Adjust(dynamic) : null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReceiveSome(receiver, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (ServiceBusException unreachable)
            {
                logger.ReceiveFailed(trigger.Queue, unreachable.Reason, unreachable.Message);
                await Task.Delay(PauseAfterFailure, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(inWork.Values);
    }

    /// <summary>A message whose function outlasts the patience is abandoned, so that another instance has it at once.</summary>
    protected override async Task GiveBack()
    {
        using var bounded = new CancellationTokenSource(GiveBackTime);
        await Task.WhenAll(inWork.Keys.Select(work => GiveBack(work, bounded.Token)));
    }

    private async Task ReceiveSome(ServiceBusReceiver receiver, CancellationToken stopping)
    {
        var taken = await slots.Take(stopping);
        try
        {
            foreach (var message in await receiver.ReceiveMessagesAsync(taken, ReceiveWait, stopping))
            {
                taken--;
                var work = new MessageInWork(message, receiver);
                var run = Task.Run(() => stopping.IsCancellationRequested ? GiveBack(work, CancellationToken.None) : Work(work), CancellationToken.None);
                inWork[work] = run;
                busiest = Math.Max(busiest, inWork.Count);
                _ = run.ContinueWith(_ => Forget(work), TaskScheduler.Default);
            }
        }
        finally
        {
            if (taken > 0)
            {
                slots.GiveBack(taken);
            }
        }
    }

    private ITimer Adjust(DynamicConcurrency dynamic)
    {
        var load = new ProcessorLoad(clock);
        return clock.CreateTimer(
            _ =>
            {
                var before = slots.Limit;
                slots.SetLimit(dynamic.Next(before, Interlocked.Exchange(ref busiest, inWork.Count), load.Ask()));
                if (slots.Limit != before)
                {
                    logger.ConcurrencyChanged(trigger.Queue, slots.Limit);
                }
            },
            null,
            DynamicConcurrency.Period,
            DynamicConcurrency.Period);
    }

    private void Forget(MessageInWork work)
    {
        inWork.TryRemove(work, out _);
        slots.GiveBack(1);
    }

    private async Task Work(MessageInWork work)
    {
        try
        {
            await using var invocation = Invoke(work.Message, work, work.TraceParent);
            var succeeded = await invoker.TryInvoke(invocation);
            await work.Finish(succeeded, trigger.AutoComplete ?? settings.AutoCompleteMessages);
        }
        catch (ServiceBusException lost)
        {
            logger.SettlementFailed(trigger.Queue, lost.Reason, lost.Message);
        }
    }

    private Invocation Invoke(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string? traceParent)
    {
        var invocation = new Invocation(
            Function, _ => message, MessageBindingData.Of(message), traceParent, services, caller: CancellationToken.None, invoker.Stopping);
        invocation.Set(actions);
        return invocation;
    }

    private async Task GiveBack(MessageInWork work, CancellationToken cancellation)
    {
        try
        {
            await work.GiveBack(cancellation);
        }
        catch (ServiceBusException lost)
        {
            logger.SettlementFailed(trigger.Queue, lost.Reason, lost.Message);
        }
        catch (OperationCanceledException)
        {
            logger.SettlementFailed(trigger.Queue, ServiceBusFailureReason.ServiceTimeout, "the host stopped before the broker answered");
        }
    }
}
