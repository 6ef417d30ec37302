using System.Text.Json.Serialization;

namespace Local.Clerk;

/// <summary>What a <see cref="ClerkFaultOrder"/> orders.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClerkFaultKind>))]
public enum ClerkFaultKind
{
    /// <summary>An answer instead of handling; needs <see cref="ClerkFaultOrder.Status"/>.</summary>
    Answer,

    /// <summary>An answer after handling; needs <see cref="ClerkFaultOrder.Status"/>.</summary>
    AnswerAfterHandling,

    /// <summary>Handling after <see cref="ClerkFaultOrder.DelayMilliseconds"/>.</summary>
    Delay,

    /// <summary>The connection is closed instead of handling.</summary>
    CloseBeforeHandling,

    /// <summary>The connection is closed after handling.</summary>
    CloseAfterHandling,

    /// <summary>Pages end after <see cref="ClerkFaultOrder.Share"/> of their entries.</summary>
    ShortPage,

    /// <summary><see cref="ClerkFaultOrder.Share"/> of what exists is in no list.</summary>
    HideFromLists,

    /// <summary>
    /// Counts are multiplied by <see cref="ClerkFaultOrder.Factor"/>, then <see cref="ClerkFaultOrder.Difference"/> is added.
    /// </summary>
    WrongCount,

    /// <summary>Webhooks are never sent.</summary>
    DropWebhook,

    /// <summary>Webhooks are sent twice.</summary>
    DuplicateWebhook,

    /// <summary>Webhooks are sent <see cref="ClerkFaultOrder.DelayMilliseconds"/> later.</summary>
    DelayWebhook,

    /// <summary>Webhooks are sent at any time within <see cref="ClerkFaultOrder.DelayMilliseconds"/>.</summary>
    ReorderWebhook,

    /// <summary>The whole API is out, as <see cref="ClerkFaultOrder.Outage"/> says.</summary>
    Outage,

    /// <summary>Everything ordered so far ends.</summary>
    Clear,
}

/// <summary>
/// A fault in a form that travels as JSON: <c>{"kind":"Answer","status":429,"retryAfterMilliseconds":3000,"method":"GET",
/// "probability":0.1,"seed":7,"lastsMilliseconds":60000}</c>.
/// </summary>
public sealed record ClerkFaultOrder
{
    public required ClerkFaultKind Kind { get; init; }

    /// <summary>What it is called where hits are counted; the kind when empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>HTTP status, 400 to 599.</summary>
    public int? Status { get; init; }

    public double? RetryAfterMilliseconds { get; init; }

    public double? DelayMilliseconds { get; init; }

    /// <summary>From 0 to 1.</summary>
    public double? Share { get; init; }

    public double Factor { get; init; } = 1;

    public int Difference { get; init; }

    /// <inheritdoc cref="ClerkFault.Method"/>
    public string? Method { get; init; }

    /// <inheritdoc cref="ClerkFault.PathContains"/>
    public string PathContains { get; init; } = "";

    /// <inheritdoc cref="ClerkFault.EventType"/>
    public string EventType { get; init; } = "";

    /// <inheritdoc cref="ClerkFault.Skip"/>
    public int Skip { get; init; }

    /// <inheritdoc cref="ClerkFault.Times"/>
    public int? Times { get; init; }

    /// <inheritdoc cref="ClerkFault.Probability"/>
    public double Probability { get; init; } = 1;

    /// <inheritdoc cref="ClerkFault.Seed"/>
    public int Seed { get; init; }

    /// <summary>After which a rule or an outage ends by itself; null for never.</summary>
    public double? LastsMilliseconds { get; init; }

    public ClerkOutage Outage { get; init; }

    internal void ApplyTo(ClerkFaults faults)
    {
        Check(Probability is >= 0 and <= 1, "probability must be from 0 to 1");
        Check(LastsMilliseconds is null or > 0 and < int.MaxValue, "lastsMilliseconds must be positive");
        switch (Kind)
        {
            case ClerkFaultKind.Clear:
                faults.Clear();
                break;
            case ClerkFaultKind.Outage when Lasts is { } lasts:
                faults.BeginOutage(Outage, lasts);
                break;
            case ClerkFaultKind.Outage:
                faults.Outage = Outage;
                break;
            default:
                faults.Add(Rule());
                break;
        }
    }

    private TimeSpan? Lasts => LastsMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private ClerkFault Rule()
    {
        Check(Skip >= 0 && Times is null or >= 0, "skip and times cannot be negative");
        return new ClerkFault(Action())
        {
            Name = Name.Length > 0 ? Name : Kind.ToString(),
            Method = Method,
            PathContains = PathContains,
            EventType = EventType,
            Skip = Skip,
            Times = Times,
            Probability = Probability,
            Seed = Seed,
            Lasts = Lasts,
        };
    }

    private ClerkFaultAction Action() => Kind switch
    {
        ClerkFaultKind.Answer => new ClerkFaultAction.Answer(FailureStatus(), RetryAfter()),
        ClerkFaultKind.AnswerAfterHandling => new ClerkFaultAction.AnswerAfterHandling(FailureStatus()),
        ClerkFaultKind.Delay => new ClerkFaultAction.Delay(Time()),
        ClerkFaultKind.CloseBeforeHandling => new ClerkFaultAction.CloseBeforeHandling(),
        ClerkFaultKind.CloseAfterHandling => new ClerkFaultAction.CloseAfterHandling(),
        ClerkFaultKind.ShortPage => new ClerkFaultAction.ShortPage(Part()),
        ClerkFaultKind.HideFromLists => new ClerkFaultAction.HideFromLists(Part()),
        ClerkFaultKind.WrongCount => new ClerkFaultAction.WrongCount(Factor, Difference),
        ClerkFaultKind.DropWebhook => new ClerkFaultAction.DropWebhook(),
        ClerkFaultKind.DuplicateWebhook => new ClerkFaultAction.DuplicateWebhook(),
        ClerkFaultKind.DelayWebhook => new ClerkFaultAction.DelayWebhook(Time()),
        ClerkFaultKind.ReorderWebhook => new ClerkFaultAction.ReorderWebhook(Time()),
        _ => throw new ArgumentException($"The fault order has the unknown kind {Kind}."),
    };

    private int FailureStatus()
    {
        Check(Status is >= 400 and <= 599, "status must be from 400 to 599");
        return Status!.Value;
    }

    private TimeSpan? RetryAfter()
    {
        Check(RetryAfterMilliseconds is null or >= 0 and < int.MaxValue, "retryAfterMilliseconds cannot be negative");
        return RetryAfterMilliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null;
    }

    private TimeSpan Time()
    {
        Check(DelayMilliseconds is > 0 and < int.MaxValue, "delayMilliseconds must be positive");
        return TimeSpan.FromMilliseconds(DelayMilliseconds!.Value);
    }

    private double Part()
    {
        Check(Share is >= 0 and <= 1, "share must be from 0 to 1");
        return Share!.Value;
    }

    private void Check(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"The fault order of kind {Kind} cannot be carried out: {rule}.");
        }
    }
}
