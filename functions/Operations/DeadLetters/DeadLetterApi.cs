using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Operations.DeadLetters;

[Description("A page of dead letters: by queue, and in it oldest first.")]
public sealed record DeadLetterPage(
    IReadOnlyList<DeadLetterItem> Items,
    [property: Description("The `cursor` of the next page; none on the last.")] string? Next,
    [property: Description("On the first page only.")] DeadLetterTotals? Totals);

[Description("How many there are that the query asks for, whatever is on the page.")]
public sealed record DeadLetterTotals(
    IReadOnlyList<DeadLetterCount> Counts,
    [property: Description("There are more letters than were looked at, which are 5,000 of all queues together.")] bool HasMore);

[Description("A dead letter. What is unknown is left out.")]
public sealed record DeadLetterItem
{
    public required string Queue { get; init; }

    [Description("Names it in its queue.")]
    public required long SequenceNumber { get; init; }

    public required string MessageId { get; init; }

    [Description("The id under which it first came in.")]
    public required string OriginalId { get; init; }

    [Description("Clerk's type of event, or the kind of a step of ours.")]
    public required string Type { get; init; }

    [Description("A stable name, of ours or of the broker's.")]
    public required string Reason { get; init; }

    [Description("What went wrong, in words or as the name of an exception.")]
    public string? Error { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    [Description("Not known of those that the broker dead-lettered.")]
    public DateTimeOffset? DeadLetteredAt { get; init; }

    [Description("Seconds since it was dead-lettered or, where that is not known, enqueued.")]
    public required long AgeSeconds { get; init; }

    [Description("Deliveries that failed; also those in which it was given back as a dead letter.")]
    public required int DeliveryCount { get; init; }

    public required int TimesSetAside { get; init; }

    public required int TimesRedriven { get; init; }

    public required DeadLetterSubjects About { get; init; }

    public static DeadLetterItem Of(DeadLetter letter, DeadLetterSubjects about, DateTimeOffset now) => new()
    {
        Queue = letter.Queue,
        SequenceNumber = letter.SequenceNumber,
        MessageId = letter.MessageId,
        OriginalId = letter.OriginalId,
        Type = letter.Type,
        Reason = letter.Reason,
        Error = letter.Error,
        EnqueuedAt = letter.EnqueuedAt,
        DeadLetteredAt = letter.DeadLetteredAt,
        AgeSeconds = (long)(now - letter.Since).TotalSeconds,
        DeliveryCount = letter.DeliveryCount,
        TimesSetAside = letter.TimesSetAside,
        TimesRedriven = letter.TimesRedriven,
        About = about,
    };
}

/// <summary>Which dead letters are meant, as a request says it.</summary>
public interface IDeadLetterChoice
{
    string? Queue { get; }

    string? Reason { get; }

    string? Type { get; }

    IReadOnlyList<ChosenDeadLetter>? Messages { get; }

    int? OlderThanMinutes { get; }

    bool? All { get; }
}

[Description("Names a dead letter.")]
public sealed record ChosenDeadLetter(string Queue, long SequenceNumber);

[Description("Which dead letters go back to their queues: those that fulfil all that is said.")]
public sealed record DeadLetterRedrive(
    string? Queue = null,
    string? Reason = null,
    string? Type = null,
    [property: Description("By name; from 1 to 100.")] IReadOnlyList<ChosenDeadLetter>? Messages = null,
    [property: Description("Since they were dead-lettered or, where that is not known, enqueued.")] int? OlderThanMinutes = null,
    [property: Description("Must be true if nothing else is said.")] bool? All = null,
    [property: Description("Only says how many it would be, and changes nothing.")] bool? Preview = null) : IDeadLetterChoice;

[Description("Which dead letters are taken away for good, and why: those that fulfil all that is said.")]
public sealed record DeadLetterDiscard(
    [property: Description("Why; kept with the run, and logged with each letter. From 3 to 200 characters.")] string Because,
    string? Queue = null,
    string? Reason = null,
    string? Type = null,
    [property: Description("By name; from 1 to 100.")] IReadOnlyList<ChosenDeadLetter>? Messages = null,
    [property: Description("Since they were dead-lettered or, where that is not known, enqueued.")] int? OlderThanMinutes = null,
    [property: Description("Must be true if nothing else is said.")] bool? All = null,
    [property: Description("Only says how many it would be, and changes nothing.")] bool? Preview = null) : IDeadLetterChoice;

[Description("How many dead letters it would be.")]
public sealed record DeadLetterPreview(
    int Total,
    IReadOnlyList<DeadLetterCount> Counts,
    [property: Description("There are more letters than a run looks at, which are 5,000 in each queue.")] bool HasMore);

[Description("The run that was started.")]
public sealed record StartedDeadLetterRun(DeadLetterRunId Run);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(DeadLetterRedrive))]
[JsonSerializable(typeof(DeadLetterDiscard))]
[JsonSerializable(typeof(DeadLetterPreview))]
[JsonSerializable(typeof(StartedDeadLetterRun))]
internal sealed partial class DeadLetterApiJson : JsonSerializerContext;
