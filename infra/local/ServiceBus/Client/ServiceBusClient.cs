#nullable disable

using Azure.Core;
using Azure.Messaging.ServiceBus.Connection;

namespace Azure.Messaging.ServiceBus;

/// <summary>
/// Entry to the broker on this machine; the local implementation of the package's class of this name. One TCP connection, opened
/// with the first operation and again after a loss, serves all its senders and receivers. Safe to share between threads.
/// </summary>
public class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient()
    {
    }

    /// <summary>`Endpoint=sb://127.0.0.1:5673;SharedAccessKeyName=…;SharedAccessKey=…;UseDevelopmentEmulator=true;`, port 5672 when absent.</summary>
    /// <exception cref="FormatException">The string is not made of name=value pairs.</exception>
    /// <exception cref="ArgumentException">A part is missing or invalid; the text names it.</exception>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string)"/>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
        : this(BrokerEndpoint.FromConnectionString(connectionString), options)
    {
    }

    /// <summary>The namespace is `host[:port]`. The local broker has no access control, so no token is asked for.</summary>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string, TokenCredential)"/>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        : this(BrokerEndpoint.FromNamespace(fullyQualifiedNamespace), options)
    {
        ArgumentNullException.ThrowIfNull(credential);
    }

    private ServiceBusClient(BrokerEndpoint endpoint, ServiceBusClientOptions options)
    {
        options ??= new ServiceBusClientOptions();
        Connection = new ServiceBusConnection(endpoint, new RetryPolicy(options.RetryOptions));
        Identifier = string.IsNullOrEmpty(options.Identifier)
            ? ServiceBusConnection.MakeIdentifier(endpoint.FullyQualifiedNamespace)
            : options.Identifier;
    }

    public virtual string FullyQualifiedNamespace => Connection?.Endpoint.FullyQualifiedNamespace;

    public virtual string Identifier { get; }

    public virtual bool IsClosed => Connection?.IsClosed ?? false;

    internal ServiceBusConnection Connection { get; }

    /// <summary>No network is involved; whether the queue exists shows when something is sent.</summary>
    public virtual ServiceBusSender CreateSender(string queueOrTopicName)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusSender(Connection, queueOrTopicName);
    }

    /// <summary>Peek-lock on the queue itself.</summary>
    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    /// <exception cref="NotSupportedException">The transfer dead-letter queue is asked for, which the local broker does not have.</exception>
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new ServiceBusReceiver(Connection, queueName, options);
    }

    /// <summary>Ends the connection; operations under way fail with <see cref="ObjectDisposedException"/>.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (Connection is not null)
        {
            await Connection.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }
}
