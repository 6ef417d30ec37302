using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Reconciliation;

/// <summary>Counts what alerts watch: repairs by cause, ends of runs, and the silence of webhooks.</summary>
public sealed class ReconcileMetrics
{
    private readonly Counter<long> repairs;
    private readonly Counter<long> runs;
    private readonly Gauge<double> silence;

    public ReconcileMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meters.Name);
        repairs = meter.CreateCounter<long>(
            "reconcile.repairs", unit: "{repair}", description: "Documents mended, by what they are about, drift and cause.");
        runs = meter.CreateCounter<long>("reconcile.runs", unit: "{run}", description: "Runs, by kind and how they ended.");
        silence = meter.CreateGauge<double>("webhooks.silence", unit: "s", description: "Time since the last event about a user.");
    }

    public void Repaired(Repair repair) => repairs.Add(
        1,
        new KeyValuePair<string, object?>("of", $"{repair.Of}"),
        new KeyValuePair<string, object?>("drift", $"{repair.Drift}"),
        new KeyValuePair<string, object?>("cause", $"{repair.Cause}"));

    public void Ended(RunDocument run) => runs.Add(
        1, new KeyValuePair<string, object?>("kind", $"{run.Kind}"), new KeyValuePair<string, object?>("phase", $"{run.Phase}"));

    public void Silent(TimeSpan time) => silence.Record(time.TotalSeconds);
}
