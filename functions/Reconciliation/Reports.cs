using System.Text.Json.Serialization;

namespace Serverless.Reconciliation;

/// <summary>How things stand. Times are in milliseconds since the Unix epoch.</summary>
/// <param name="Current">The sweep, or walk over windows, that is going on.</param>
/// <param name="Watermark">Up to when all changes at Clerk have been looked at, by Clerk's clock.</param>
/// <param name="SweptAt">When the last sweep ended well.</param>
/// <param name="Before">For the next page; null on the last.</param>
public sealed record ReconcileOverview(RunId? Current, long? Watermark, long? SweptAt, IReadOnlyList<RunReport> Runs, long? Before);

public sealed record RunReport(
    RunId Run, RunKind Kind, RunPhase Phase, long StartedAt, long? FinishedAt, long Population, int Windows, RunTotals Totals, string? Remark)
{
    public static RunReport Of(RunDocument run) => new(
        run.Run, run.Kind, run.Phase, run.StartedAt, run.FinishedAt, run.Population, run.Windows.Count, run.Totals, run.Remark);
}

/// <param name="Next">For the next page of repairs; null on the last.</param>
public sealed record RunLedger(RunReport Run, IReadOnlyList<Repair> Repairs, string? Next);

public sealed record StartedRun(RunId Run);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReconcileOverview))]
[JsonSerializable(typeof(RunLedger))]
[JsonSerializable(typeof(StartedRun))]
internal sealed partial class ReportJson : JsonSerializerContext;
