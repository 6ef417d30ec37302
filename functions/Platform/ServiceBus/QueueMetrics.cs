using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.ServiceBus;

/// <summary>Counts how deliveries of queue messages ended; one that left its function with an exception is counted by the host.</summary>
public sealed class QueueMetrics(IMeterFactory meters)
{
    private readonly Counter<long> deliveries = meters.Create(Meters.Name)
        .CreateCounter<long>("queues.deliveries", unit: "{delivery}", description: "Deliveries of messages, by queue and outcome.");

    /// <param name="outcome">"handled", "set-aside", or the reason of a dead letter.</param>
    public void Delivered(string queue, string outcome) => deliveries.Add(
        1, new KeyValuePair<string, object?>("queue", queue), new KeyValuePair<string, object?>("outcome", outcome));
}
