using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.ServiceBus;

/// <summary>One sender per queue, made on first use and kept: a sender holds a link to the broker.</summary>
public sealed class QueueSenders(ServiceBusClient client)
{
    private readonly ConcurrentDictionary<string, QueueSender> senders = new(StringComparer.OrdinalIgnoreCase);

    public QueueSender To(string queue) =>
        senders.GetOrAdd(queue, static (name, client) => new QueueSender(name, client.CreateSender(name)), client);
}

/// <summary>Sends to one queue; what is sent carries the trace that it is part of.</summary>
public sealed class QueueSender(string queue, ServiceBusSender sender)
{
    public async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellation)
    {
        using var span = MessageSpans.StartSend("send", queue, message);
        try
        {
            await sender.SendMessageAsync(message, cancellation);
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }
    }

    /// <inheritdoc cref="ServiceBusSender.ScheduleMessageAsync"/>
    public async Task<long> ScheduleMessageAsync(ServiceBusMessage message, DateTimeOffset time, CancellationToken cancellation)
    {
        using var span = MessageSpans.StartSend("schedule", queue, message);
        try
        {
            return await sender.ScheduleMessageAsync(message, time, cancellation);
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }
    }
}
