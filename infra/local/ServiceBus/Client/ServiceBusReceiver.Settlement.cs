#nullable disable

using Azure.Messaging.ServiceBus.Connection;
using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <content>What the holder of a lock can do with its message.</content>
public partial class ServiceBusReceiver
{
    /// <summary>Removes the message for good.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(FrameKind.Complete, message, properties: null, cancellationToken);

    /// <summary>Gives the message back at its place; the delivery counts as failed.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        SettleAsync(FrameKind.Abandon, message, propertiesToModify ?? NoProperties, cancellationToken);

    /// <summary>Moves the message to the dead-letter queue.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        SettleAsync(FrameKind.DeadLetter, message, propertiesToModify ?? NoProperties, cancellationToken);

    /// <inheritdoc cref="DeadLetterMessageAsync(ServiceBusReceivedMessage, IDictionary{string, object}, string, string, CancellationToken)"/>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        DeadLetterMessageAsync(message, NoProperties, deadLetterReason, deadLetterErrorDescription, cancellationToken);

    /// <summary>Moves the message to the dead-letter queue with a reason and a description of up to 4096 characters each.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    /// <exception cref="InvalidOperationException">The properties give another reason or description.</exception>
    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default)
    {
        var properties = new Dictionary<string, object>(propertiesToModify ?? NoProperties);
        AddText(properties, ServiceBusReceivedMessage.DeadLetterReasonProperty, deadLetterReason, nameof(deadLetterReason));
        AddText(
            properties,
            ServiceBusReceivedMessage.DeadLetterErrorDescriptionProperty,
            deadLetterErrorDescription,
            nameof(deadLetterErrorDescription));
        await SettleAsync(FrameKind.DeadLetter, message, properties, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Parks the message: from now on it is received by its sequence number only. The delivery does not count as failed.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        SettleAsync(FrameKind.Defer, message, propertiesToModify ?? NoProperties, cancellationToken);

    /// <summary>Makes the lock last as long again from now, and updates the message's LockedUntil.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        var token = RequireLock(message);
        message.LockedUntil = await connection.RequestAsync(new RenewLockRequest(EntityPath, token), cancellationToken)
            .ConfigureAwait(false);
    }

    private static Dictionary<string, object> NoProperties => [];

    private async Task SettleAsync(
        FrameKind settlement,
        ServiceBusReceivedMessage message,
        IDictionary<string, object> properties,
        CancellationToken cancellationToken)
    {
        var token = RequireLock(message);
        await connection.RequestAsync(
            new SettleRequest(settlement, EntityPath, token, properties?.ToArray()), cancellationToken).ConfigureAwait(false);
    }

    private Guid RequireLock(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock)
        {
            throw new InvalidOperationException("The operation is only supported in 'PeekLock' receive mode.");
        }

        return message.LockTokenGuid != Guid.Empty
            ? message.LockTokenGuid
            : throw new InvalidOperationException("The message is not locked; a peeked message cannot be settled.");
    }

    private static void AddText(Dictionary<string, object> properties, string name, string text, string parameter)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > Limits.DeadLetterTextLength)
        {
            throw new ArgumentOutOfRangeException(
                parameter, text.Length, $"{name} has at most {Limits.DeadLetterTextLength} characters.");
        }

        if (properties.TryGetValue(name, out var other) && !text.Equals(other))
        {
            throw new InvalidOperationException($"The properties to modify give another {name} than the one given beside them.");
        }

        properties[name] = text;
    }
}
