using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Webhooks;

/// <summary>Counts every answer of the webhook door.</summary>
public sealed class WebhookMetrics(IMeterFactory meters)
{
    private readonly Counter<long> answers = meters.Create(Meters.Name)
        .CreateCounter<long>("webhooks.answers", unit: "{answer}", description: "Answers to webhooks, by outcome and event type.");

    /// <param name="type">Of a verified event; a type not in the catalogue is counted as "unknown", which bounds the series.</param>
    public void Answered(string outcome, string? type) => answers.Add(
        1,
        new KeyValuePair<string, object?>("outcome", outcome),
        new KeyValuePair<string, object?>("type", type is null ? "none" : EventRoutes.IsKnown(type) ? type : "unknown"));
}
