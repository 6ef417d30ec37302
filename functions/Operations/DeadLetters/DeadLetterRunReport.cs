using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Serverless.Operations.DeadLetters;

[Description("A page of runs over dead letters, newest first.")]
public sealed record DeadLetterRunPage(
    IReadOnlyList<DeadLetterRunReport> Runs, [property: Description("For the next page; none on the last.")] long? Before);

[Description("A run over dead letters.")]
public sealed record DeadLetterRunReport(
    DeadLetterRunId Run,
    DeadLetterRunKind Kind,
    DeadLetterRunPhase Phase,
    [property: Description("Whether the timer started it.")] bool ByTheClock,
    DeadLetterRunFilter Filter,
    [property: Description("Why they are discarded.")] string? Because,
    [property: Description("How many letters it was for when it began.")] int Matching,
    [property: Description("How many of them it has redriven or discarded; a few more if an instance died meanwhile.")] int Done,
    [property: Description("How many of those lay there again when it last looked.")] int FailedAgain,
    IReadOnlyList<DeadLetterRunPart> Queues,
    [property: Description("In words for a person, if the run did not simply end well.")] string? Remark,
    DateTimeOffset StartedAt,
    [property: Description("When its last step was done.")] DateTimeOffset MovedAt,
    DateTimeOffset? FinishedAt)
{
    public static DeadLetterRunReport Of(DeadLetterRun run) => new(
        run.Run,
        run.Kind,
        run.Phase,
        run.ByTheClock,
        new DeadLetterRunFilter(
            run.Filter.Queue, run.Filter.Reason, run.Filter.Type, run.Filter.Messages?.Count, run.Filter.Before, run.Filter.RipeAt),
        run.Because,
        run.Parts.Sum(part => part.Matching),
        run.Done,
        run.FailedAgain,
        [.. run.Parts.Select(part => new DeadLetterRunPart(part.Queue, part.Matching, part.Done))],
        run.Remark,
        DateTimeOffset.FromUnixTimeMilliseconds(run.StartedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(run.MovedAt),
        run.FinishedAt is { } finishedAt ? DateTimeOffset.FromUnixTimeMilliseconds(finishedAt) : null);
}

[Description("Which letters a run is for.")]
public sealed record DeadLetterRunFilter(
    string? Queue,
    string? Reason,
    string? Type,
    [property: Description("How many were named one by one.")] int? Messages,
    [property: Description("Those that had lain there since before.")] DateTimeOffset? Before,
    [property: Description("Those that the timer found worth another try at this time.")] DateTimeOffset? RipeAt);

[Description("A run in one queue.")]
public sealed record DeadLetterRunPart(string Queue, int Matching, int Done);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeadLetterRunPage))]
[JsonSerializable(typeof(DeadLetterRunReport))]
internal sealed partial class DeadLetterRunJson : JsonSerializerContext;
