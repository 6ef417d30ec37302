#nullable disable

using Azure.Messaging.ServiceBus.Connection;
using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>Sends to one queue. Made by <see cref="ServiceBusClient"/>; safe to share between threads.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    private readonly ServiceBusConnection connection;
    private volatile bool closed;

    protected ServiceBusSender()
    {
    }

    protected ServiceBusSender(ServiceBusClient client, string queueOrTopicName)
        : this(client?.Connection ?? throw new ArgumentNullException(nameof(client)), queueOrTopicName)
    {
    }

    internal ServiceBusSender(ServiceBusConnection connection, string queueOrTopicName)
    {
        this.connection = connection;
        EntityPath = connection.Endpoint.CheckEntityPath(queueOrTopicName);
        Identifier = ServiceBusConnection.MakeIdentifier(queueOrTopicName);
    }

    public virtual string EntityPath { get; }

    public virtual string FullyQualifiedNamespace => connection?.Endpoint.FullyQualifiedNamespace;

    public virtual string Identifier { get; }

    public virtual bool IsClosed => closed;

    /// <summary>Returns when the broker has accepted the message. A repeat may have stored it twice, unless its id is unique.</summary>
    /// <exception cref="ServiceBusException">The broker refused, or was not reached within the retries.</exception>
    public virtual async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        await SendAsync([message.Encode()], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All messages are accepted, or none.</summary>
    /// <exception cref="ServiceBusException">MessageSizeExceeded when they are too large together.</exception>
    public virtual async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var contents = new List<byte[]>();
        foreach (var message in messages)
        {
            contents.Add((message ?? throw new ArgumentException("A message is null.", nameof(messages))).Encode());
        }

        await SendAsync(contents, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All messages are accepted, or none.</summary>
    public virtual async Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageBatch);
        await SendAsync(messageBatch.Contents, cancellationToken).ConfigureAwait(false);
    }

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(new CreateMessageBatchOptions(), cancellationToken);

    /// <exception cref="ArgumentOutOfRangeException">The wanted size is more than one send can take.</exception>
    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var size = options.MaxSizeInBytes ?? Limits.BatchBytes;
        return size is > 0 and <= Limits.BatchBytes
            ? ValueTask.FromResult(new ServiceBusMessageBatch(size))
            : throw new ArgumentOutOfRangeException(
                nameof(options), size, $"MaxSizeInBytes must be positive and at most {Limits.BatchBytes}.");
    }

    /// <summary>Returns the number that <see cref="CancelScheduledMessageAsync"/> takes. Sets the message's scheduled time.</summary>
    public virtual async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        message.ScheduledEnqueueTime = scheduledEnqueueTime;
        var numbers = await SendAsync([message.Encode()], cancellationToken).ConfigureAwait(false);
        return numbers[0];
    }

    /// <exception cref="ServiceBusException">MessageNotFound when nothing is scheduled under this number (any more).</exception>
    public virtual async Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        await connection.RequestAsync(new CancelScheduledRequest(EntityPath, sequenceNumber), cancellationToken)
            .ConfigureAwait(false);
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        closed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private Task<long[]> SendAsync(IReadOnlyList<byte[]> contents, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return contents.Count == 0
            ? Task.FromResult<long[]>([])
            : connection.RequestAsync(new SendRequest(EntityPath, contents), cancellationToken);
    }
}
