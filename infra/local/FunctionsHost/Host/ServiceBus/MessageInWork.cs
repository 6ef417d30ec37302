using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>A received message while its function runs, and the settlement the function may do itself.</summary>
internal sealed class MessageInWork(ServiceBusReceivedMessage message, ServiceBusReceiver receiver) : ServiceBusMessageActions
{
    private int finished;

    public ServiceBusReceivedMessage Message => message;

    public DateTimeOffset Since { get; } = DateTimeOffset.UtcNow;

    public DateTimeOffset? RenewedAt { get; set; }

    public bool Settled { get; private set; }

    /// <summary>The sender's trace, under the name that the Azure SDK gives it.</summary>
    public string? TraceParent => message.ApplicationProperties.TryGetValue("Diagnostic-Id", out var id) ? id as string : null;

    /// <summary>Settles what the function left open: complete on success if asked to, abandon without delay on failure.</summary>
    public async Task Finish(bool succeeded, bool autoComplete)
    {
        if (!TryFinish() || Settled)
        {
            return;
        }

        if (!succeeded)
        {
            await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
        }
        else if (autoComplete)
        {
            await receiver.CompleteMessageAsync(message, CancellationToken.None);
        }
    }

    /// <summary>Abandons the message although its function still runs; whatever that does later, it settles nothing more.</summary>
    public async Task GiveBack(CancellationToken cancellation)
    {
        if (TryFinish() && !Settled)
        {
            await receiver.AbandonMessageAsync(message, cancellationToken: cancellation);
        }
    }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settle(message, () => receiver.CompleteMessageAsync(message, cancellationToken));

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        Settle(message, () => receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        Settle(message, () => receiver.DeadLetterMessageAsync(
            message, propertiesToModify, deadLetterReason, deadLetterErrorDescription, cancellationToken));

    public override async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        await Call(message, () => receiver.RenewMessageLockAsync(message, cancellationToken));

    /// <summary>True for the first who wants to end the work.</summary>
    private bool TryFinish() => Interlocked.Exchange(ref finished, 1) == 0;

    private async Task Settle(ServiceBusReceivedMessage settled, Func<Task> settle)
    {
        await Call(settled, settle);
        Settled = true;
    }

    private async Task Call(ServiceBusReceivedMessage settled, Func<Task> call)
    {
        if (Volatile.Read(ref finished) != 0 || settled.LockToken != message.LockToken)
        {
            throw new SettlementException($"LockToken {settled.LockToken} not found.", null);
        }

        try
        {
            await call();
        }
        catch (ServiceBusException refused)
        {
            throw new SettlementException(refused.Message, refused);
        }
    }
}
