using System.Text.Json.Serialization;

namespace Serverless.Operations.DeadLetters;

/// <summary>One run over dead letters, and once it has ended its report. Times are in milliseconds since the Unix epoch, by our clock.</summary>
public sealed record DeadLetterRun
{
    /// <summary>A run's documents share a partition; its report has this id in it.</summary>
    public const string ReportId = "report";

    public required DeadLetterRunId Run { get; init; }

    public string Id { get; init; } = ReportId;

    public required DeadLetterRunKind Kind { get; init; }

    public required DeadLetterRunPhase Phase { get; init; }

    public required DeadLetterFilter Filter { get; init; }

    /// <summary>Why they are discarded.</summary>
    public string? Because { get; init; }

    /// <summary>Whether the timer started it.</summary>
    public bool ByTheClock { get; init; }

    public required long StartedAt { get; init; }

    /// <summary>When its last step was done.</summary>
    public required long MovedAt { get; init; }

    public long? FinishedAt { get; init; }

    /// <summary>The queues that had letters for it when it began.</summary>
    public required IReadOnlyList<DeadLetterPart> Parts { get; init; }

    /// <summary>Which part it is at; as many as there are when all are done.</summary>
    public int At { get; init; }

    /// <summary>The step that is to be done next. One with another number is a repetition, and does nothing.</summary>
    public int Step { get; init; }

    /// <summary>Steps in a row that found letters there and could not get at them.</summary>
    public int Waits { get; init; }

    /// <summary>Of its letters, how many lay there again when last looked.</summary>
    public int FailedAgain { get; init; }

    /// <summary>In words for a person, if the run did not simply end well.</summary>
    public string? Remark { get; init; }

    /// <summary>Seconds the store keeps the document: 90 days.</summary>
    public int Ttl { get; init; } = 90 * 24 * 60 * 60;

    /// <summary>At least so many were redriven or discarded: a step that died on the way did not come to count.</summary>
    [JsonIgnore]
    public int Done => Parts.Sum(part => part.Done);

    [JsonIgnore]
    public bool HasEnded => Phase is not DeadLetterRunPhase.Running;
}

/// <summary>What a run has to do in one queue.</summary>
/// <param name="Matching">How many letters it had for the run when that began.</param>
/// <param name="From">Sequence number of the first of them.</param>
/// <param name="UpTo">Sequence number of the last of them; what came behind it came later.</param>
public sealed record DeadLetterPart(string Queue, int Matching, long From, long UpTo, int Done = 0);

public enum DeadLetterRunKind
{
    /// <summary>Back to their queues, for another life.</summary>
    [JsonStringEnumMemberName("redrive")]
    Redrive,

    /// <summary>Taken away for good.</summary>
    [JsonStringEnumMemberName("discard")]
    Discard,
}

public enum DeadLetterRunPhase
{
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It saw that it did harm, as those that it had redriven came back.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}
