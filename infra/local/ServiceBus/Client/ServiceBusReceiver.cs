#nullable disable

using Azure.Messaging.ServiceBus.Connection;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue or its dead-letter queue. Made by <see cref="ServiceBusClient"/>; safe to share between threads.</summary>
public partial class ServiceBusReceiver : IAsyncDisposable
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

    /// <inheritdoc cref="ReceiveDeferredMessagesAsync"/>
    public virtual async Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) =>
        (await ReceiveDeferredMessagesAsync([sequenceNumber], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>
    /// Deferred messages by the numbers they had when they were deferred; all of them or none. One that is abandoned, or
    /// whose lock expires, stays deferred.
    /// </summary>
    /// <exception cref="ServiceBusException">MessageNotFound: one of them is not deferred, or is locked.</exception>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequenceNumbers);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        long[] numbers = [.. sequenceNumbers];
        return numbers.Length == 0
            ? []
            : await connection.RequestAsync(
                new ReceiveDeferredRequest(EntityPath, numbers, ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete),
                cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives that wait fail with <see cref="ObjectDisposedException"/>. Locks stay until they expire.</summary>
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => closing.CancelAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
