using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Operations.DeadLetters;

/// <summary>Counts what became of dead letters.</summary>
public sealed class DeadLetterMetrics
{
    private readonly Counter<long> redriven;
    private readonly Counter<long> discarded;

    public DeadLetterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meters.Name);
        redriven = meter.CreateCounter<long>(
            "dead-letters.redriven", unit: "{message}", description: "Dead letters sent back to their queue, by queue and reason.");
        discarded = meter.CreateCounter<long>(
            "dead-letters.discarded", unit: "{message}", description: "Dead letters taken away for good, by queue and reason.");
    }

    public void Settled(DeadLetterRunKind kind, DeadLetter letter) => (kind == DeadLetterRunKind.Redrive ? redriven : discarded).Add(
        1, new KeyValuePair<string, object?>("queue", letter.Queue), new KeyValuePair<string, object?>("reason", letter.Reason));
}
