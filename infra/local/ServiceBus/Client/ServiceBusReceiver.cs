#nullable disable

using Azure.Messaging.ServiceBus.Connection;
using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue or its dead-letter queue. Made by <see cref="ServiceBusClient"/>; safe to share between threads.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusConnection connection;
    private readonly CancellationTokenSource closing = new();
    private long lastPeeked;

    protected ServiceBusReceiver()
    {
    }

    protected ServiceBusReceiver(ServiceBusClient client, string queueName, ServiceBusReceiverOptions options)
        : this(client?.Connection ?? throw new ArgumentNullException(nameof(client)), queueName, options)
    {
    }

    internal ServiceBusReceiver(ServiceBusConnection connection, string queueName, ServiceBusReceiverOptions options)
    {
        options ??= new ServiceBusReceiverOptions();
        this.connection = connection;
        EntityPath = connection.Endpoint.CheckEntityPath(queueName) + options.SubQueue switch
        {
            SubQueue.None => string.Empty,
            SubQueue.DeadLetter => "/$DeadLetterQueue",
            _ => throw new NotSupportedException($"The local broker has no {options.SubQueue} queues."),
        };
        ReceiveMode = options.ReceiveMode;
        PrefetchCount = options.PrefetchCount;
        Identifier = string.IsNullOrEmpty(options.Identifier)
            ? ServiceBusConnection.MakeIdentifier(EntityPath)
            : options.Identifier;
    }

    public virtual string EntityPath { get; }

    public virtual string FullyQualifiedNamespace => connection?.Endpoint.FullyQualifiedNamespace;

    public virtual string Identifier { get; }

    public virtual bool IsClosed => closing.IsCancellationRequested;

    public virtual int PrefetchCount { get; }

    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    /// <summary>The next message; null if none came within the time, by default TryTimeout of the client's retry options.</summary>
    public virtual async Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken).ConfigureAwait(false);
        return messages.Count > 0 ? messages[0] : null;
    }

    /// <summary>As many as there are, up to the number, as soon as there is one; empty if none came within the time.</summary>
    /// <remarks>The real client lingers 20 ms for more after the first; this one does not.</remarks>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        if (maxWaitTime < TimeSpan.Zero || (maxWaitTime == TimeSpan.Zero && PrefetchCount == 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxWaitTime), maxWaitTime, "The time to wait must be positive; zero is for receivers that prefetch.");
        }

        var request = new ReceiveRequest(EntityPath, maxMessages, ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing.Token);
        try
        {
            return await connection.ReceiveAsync(request, maxWaitTime, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(ServiceBusReceiver), "The receiver was closed while it waited.");
        }
        catch (OperationCanceledException)
        {
            throw new TaskCanceledException(null, null, cancellationToken);
        }
    }

    /// <summary>The next message after the last one peeked, or from a number on; null at the end. Locked and scheduled ones too.</summary>
    public virtual async Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        var messages = await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken).ConfigureAwait(false);
        return messages.Count > 0 ? messages[0] : null;
    }

    /// <summary>Up to so many messages after the last one peeked, or from a number on. Locked and scheduled ones too.</summary>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var from = fromSequenceNumber ?? Interlocked.Read(ref lastPeeked) + 1;
        var messages = await connection.RequestAsync(new PeekRequest(EntityPath, from, maxMessages), cancellationToken)
            .ConfigureAwait(false);
        if (messages.Count > 0)
        {
            Interlocked.Exchange(ref lastPeeked, messages[^1].SequenceNumber);
        }

        return messages;
    }

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

    /// <summary>Makes the lock last as long again from now, and updates the message's LockedUntil.</summary>
    /// <exception cref="ServiceBusException">MessageLockLost: the lock has expired or was settled.</exception>
    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        var token = RequireLock(message);
        message.LockedUntil = await connection.RequestAsync(new RenewLockRequest(EntityPath, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Receives that wait fail with <see cref="ObjectDisposedException"/>. Locks stay until they expire.</summary>
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => closing.CancelAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
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
