using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Serverless.Reconciliation;

[Description("How things stand. Times are in milliseconds since the Unix epoch.")]
public sealed record ReconcileOverview(
    [property: Description("The sweep, or walk over windows, that is going on.")] RunId? Current,
    [property: Description("Up to when all changes at Clerk have been looked at, by Clerk's clock.")] long? Watermark,
    [property: Description("When the last sweep ended well.")] long? SweptAt,
    IReadOnlyList<RunReport> Runs,
    [property: Description("For the next page; none on the last.")] long? Before);

[Description("One run. Times are in milliseconds since the Unix epoch, by our clock.")]
public sealed record RunReport(
    RunId Run,
    RunKind Kind,
    RunPhase Phase,
    long StartedAt,
    long? FinishedAt,
    [property: Description("How many living users, or organizations and memberships, we held when the run began.")] long Population,
    [property: Description("How many spans of time it looks at.")] int Windows,
    RunTotals Totals,
    [property: Description("In words for a person, if the run did not simply end well.")] string? Remark)
{
    public static RunReport Of(RunDocument run) => new(
        run.Run, run.Kind, run.Phase, run.StartedAt, run.FinishedAt, run.Population, run.Windows.Count, run.Totals, run.Remark);
}

[Description("A run and a page of its repairs.")]
public sealed record RunLedger(
    RunReport Run, IReadOnlyList<Repair> Repairs, [property: Description("For the next page of repairs; none on the last.")] string? Next);

[Description("The run that was started.")]
public sealed record StartedRun(RunId Run);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReconcileOverview))]
[JsonSerializable(typeof(RunLedger))]
[JsonSerializable(typeof(StartedRun))]
internal sealed partial class ReportJson : JsonSerializerContext;
