using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>One sender per queue, made on first use and kept: a sender holds a link to the broker.</summary>
public sealed class QueueSenders(ServiceBusClient client)
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> senders = new(StringComparer.OrdinalIgnoreCase);

    public ServiceBusSender To(string queue) => senders.GetOrAdd(queue, static (name, client) => client.CreateSender(name), client);
}
