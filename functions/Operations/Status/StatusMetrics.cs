using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Operations.Status;

/// <summary>What wants a person, for whoever watches metrics.</summary>
public sealed class StatusMetrics(IMeterFactory meters)
{
    private readonly Gauge<long> alerts = meters.Create(Meters.Name)
        .CreateGauge<long>("status.alerts", unit: "{alert}", description: "1 while an alert wants a person, by its name; else 0.");

    /// <param name="alert">One of <see cref="StatusRules.Names"/>.</param>
    public void Looked(string alert, bool isRaised) => alerts.Record(isRaised ? 1L : 0, new KeyValuePair<string, object?>("alert", alert));
}
