using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>A dead letter, as far as it may be shown: nothing of its body.</summary>
public sealed record DeadLetter
{
    public required string Queue { get; init; }

    /// <summary>Names it in its queue.</summary>
    public required long SequenceNumber { get; init; }

    public required string MessageId { get; init; }

    /// <summary>The id under which it first came in.</summary>
    public required string OriginalId { get; init; }

    /// <summary>Clerk's type of event, or the kind of a step of ours.</summary>
    public required string Type { get; init; }

    /// <summary>A stable name, of ours or of the broker's.</summary>
    public required string Reason { get; init; }

    /// <summary>What went wrong, in words or as the name of an exception.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Null for one that the broker dead-lettered: it keeps no such time.</summary>
    public DateTimeOffset? DeadLetteredAt { get; init; }

    public int DeliveryCount { get; init; }

    public int TimesSetAside { get; init; }

    public int TimesRedriven { get; init; }

    /// <summary>The run that last redrove it.</summary>
    public string? Run { get; init; }

    /// <summary>Since when it lies here, as far as is known.</summary>
    public DateTimeOffset Since => DeadLetteredAt ?? EnqueuedAt;

    public static DeadLetter Of(string queue, ServiceBusReceivedMessage letter)
    {
        var deadLetteredAt = DeadLettering.TimeOf(letter);
        return new DeadLetter
        {
            Queue = queue,
            SequenceNumber = letter.SequenceNumber,
            MessageId = letter.MessageId,
            OriginalId = Property<string>(letter, DelayedCopy.OriginalIdProperty) ?? letter.MessageId,
            Type = DeadLetterRules.Cleaned(letter.Subject ?? ""),
            Reason = letter.DeadLetterReason is { Length: > 0 } reason ? DeadLetterRules.Cleaned(reason) : "Unknown",
            Error = deadLetteredAt is not null || letter.DeadLetterErrorDescription is null
                ? letter.DeadLetterErrorDescription
                : DeadLetterRules.Cleaned(letter.DeadLetterErrorDescription),
            EnqueuedAt = letter.EnqueuedTime,
            DeadLetteredAt = deadLetteredAt,
            DeliveryCount = letter.DeliveryCount,
            TimesSetAside = Property<int>(letter, DelayedCopy.TimesSetAsideProperty),
            TimesRedriven = RedrivenCopy.TimesRedriven(letter),
            Run = Property<string>(letter, RedrivenCopy.RunProperty),
        };
    }

    private static T? Property<T>(ServiceBusReceivedMessage letter, string name) =>
        letter.ApplicationProperties.TryGetValue(name, out var value) && value is T wanted ? wanted : default;
}
