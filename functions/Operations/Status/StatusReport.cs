using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Operations.DeadLetters;
using Serverless.Reconciliation;

namespace Serverless.Operations.Status;

[Description("Whether all is well, and what it was judged by. What could not be looked at is left out, and an alert says so.")]
public sealed record StatusReport
{
    public required DateTimeOffset At { get; init; }

    [Description("Whether there are no alerts.")]
    public bool Well => Alerts.Count == 0;

    [Description("What wants a person, most urgent first. Each name is a row of the runbook.")]
    public IReadOnlyList<StatusAlert> Alerts { get; init; } = [];

    public IReadOnlyList<QueueStatus>? Queues { get; init; }

    public DeadLetterStatus? DeadLetters { get; init; }

    public EventStatus? Events { get; init; }

    public ReconcileStatus? Reconcile { get; init; }

    public StoreStatus? Store { get; init; }

    [Description("Of this instance. While a new version is deployed others may answer the next time.")]
    public required VersionStatus Versions { get; init; }
}

[Description("Something that wants a person.")]
public sealed record StatusAlert([property: Description("Stable.")] string Name, [property: Description("In words.")] string Says);

[Description("What waits in a queue.")]
public sealed record QueueStatus(
    string Queue,
    [property: Description("Messages that could be handled now; those in work included.")] int Waiting,
    [property: Description("Messages that are to be tried again later.")] int SetAside,
    [property: Description("Age of the oldest that waits; none if none does.")] long? OldestSeconds,
    [property: Description("There are more messages than were looked at, which are 1,000 of each queue.")] bool HasMore);

[Description("What could not be handled.")]
public sealed record DeadLetterStatus(
    int Total,
    IReadOnlyList<DeadLetterCount> Counts,
    [property: Description("There are more letters than were looked at, which are 5,000 of each queue.")] bool HasMore,
    [property: Description("The last run over them.")] DeadLetterRunStatus? LastRun);

[Description("How a run over dead letters stands.")]
public sealed record DeadLetterRunStatus(
    DeadLetterRunId Run, DeadLetterRunKind Kind, DeadLetterRunPhase Phase, int Done, int FailedAgain, DateTimeOffset MovedAt);

[Description("Events of Clerk's that came through the door and were handled; written down by each instance every five seconds.")]
public sealed record EventStatus(
    [property: Description("When the door received the newest of them.")] DateTimeOffset? LastReceivedAt,
    [property: Description("Seconds since then.")] long? SilenceSeconds,
    [property: Description("Handled in the last hour.")] long LastHour,
    [property: Description("How long half of them took from the door to the document at most, in seconds; up to a fifth less in truth.")] double? LagP50Seconds,
    [property: Description("The same for 99 of 100.")] double? LagP99Seconds);

[Description("How reconciliation stands.")]
public sealed record ReconcileStatus(
    [property: Description("The last that has ended, of each kind.")] IReadOnlyList<ReconcileRunStatus> Runs,
    [property: Description("When reconciliation first ran.")] DateTimeOffset? Since,
    [property: Description("When a run over what changed at Clerk last ended well.")] DateTimeOffset? ChangesAt,
    [property: Description("When a sweep over everybody last ended well.")] DateTimeOffset? SweptAt,
    [property: Description("The run that is going on.")] RunId? Current,
    [property: Description("Documents that were not as at Clerk, in the runs of the last 24 hours, 50 runs at most.")] long DriftLastDay,
    [property: Description("Of these, whose event seems never to have reached us.")] long NeverReceivedLastDay,
    [property: Description("How many runs about users in a row, up to now, found such.")] int LosingRuns);

[Description("How a run of reconciliation ended.")]
public sealed record ReconcileRunStatus(
    RunId Run,
    RunKind Kind,
    RunPhase Phase,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    [property: Description("Documents that were not as at Clerk, and were mended.")] long Drift,
    [property: Description("In words, if it did not simply end well.")] string? Remark);

[Description("The store in the last hour, as the instances that handled events saw it.")]
public sealed record StoreStatus(
    [property: Description("Calls to it.")] long Requests, [property: Description("How many of them it told to wait, so that they were given up or took more than 100 ms.")] long Throttled);

[Description("What is running.")]
public sealed record VersionStatus(string App, string Runtime, string Worker, string Cosmos, string ServiceBus);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
