using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.ServiceBus;

/// <summary>
/// Spans of messages, as https://opentelemetry.io/docs/specs/semconv/messaging says, and the trace that a message carries. A message that
/// came with a trace, such as a copy of another, stays in it, whoever sends it on.
/// </summary>
internal static class MessageSpans
{
    /// <summary>The Azure SDKs carry a trace under this name, and the Functions host continues it.</summary>
    public const string TraceProperty = "Diagnostic-Id";

    /// <param name="operation"><c>send</c>, or <c>schedule</c> for what the broker holds back.</param>
    public static Activity? StartSend(string operation, string queue, ServiceBusMessage message)
    {
        var span = Spans.AreHeard
            ? Start(operation, "send", queue, message.MessageId, TraceOf(message.ApplicationProperties), ActivityKind.Producer)
            : null;
        if ((span?.Id ?? (message.ApplicationProperties.ContainsKey(TraceProperty) ? null : Activity.Current?.Id)) is { } trace)
        {
            message.ApplicationProperties[TraceProperty] = trace;
        }

        return span;
    }

    public static Activity? StartProcess(string queue, ServiceBusReceivedMessage message) => !Spans.AreHeard ? null
        : Start("process", "process", queue, message.MessageId, TraceOf(message), ActivityKind.Consumer)
            ?.SetTag("messaging.servicebus.message.delivery_count", message.DeliveryCount);

    /// <summary>W3C trace parent, or null.</summary>
    public static string? TraceOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(TraceProperty, out var trace) ? trace as string : null;

    private static string? TraceOf(IDictionary<string, object> properties) =>
        properties.TryGetValue(TraceProperty, out var trace) ? trace as string : null;

    private static Activity? Start(string operation, string type, string queue, string? message, string? trace, ActivityKind kind) =>
        Spans.StartIn(trace, $"{operation} {queue}", kind)
            ?.SetTag("messaging.system", "servicebus")
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", type)
            .SetTag("messaging.destination.name", queue)
            .SetTag("messaging.message.id", message);
}
