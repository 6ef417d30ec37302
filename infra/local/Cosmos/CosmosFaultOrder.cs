using System.Text.Json.Serialization;

namespace Local.Cosmos;

/// <summary>What a <see cref="CosmosFaultOrder"/> orders.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CosmosFaultKind>))]
public enum CosmosFaultKind
{
    /// <summary>An answer instead of handling; needs <see cref="CosmosFaultOrder.Status"/>.</summary>
    Answer,

    /// <summary>An answer after handling; needs <see cref="CosmosFaultOrder.Status"/>.</summary>
    AnswerAfterHandling,

    /// <summary>Handling after <see cref="CosmosFaultOrder.DelayMilliseconds"/>.</summary>
    Delay,

    /// <summary>The connection is closed instead of handling.</summary>
    CloseBeforeHandling,

    /// <summary>The connection is closed after handling.</summary>
    CloseAfterHandling,

    /// <summary>The whole account is out, as <see cref="CosmosFaultOrder.Outage"/> says.</summary>
    Outage,

    /// <summary>The requests to one container's items are limited to <see cref="CosmosFaultOrder.RequestUnitsPerSecond"/>.</summary>
    Throughput,

    /// <summary>Everything ordered so far ends.</summary>
    Clear,
}

/// <summary>
/// A fault in a form that travels as JSON: <c>{"kind":"Answer","status":429,"substatus":3200,"retryAfterMilliseconds":20,
/// "operation":"Create","probability":0.1,"seed":7,"lastsMilliseconds":60000}</c>.
/// </summary>
public sealed record CosmosFaultOrder
{
    public required CosmosFaultKind Kind { get; init; }

    /// <summary>What it is called where hits are counted; the kind when empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>HTTP status, 400 to 599.</summary>
    public int? Status { get; init; }

    public int Substatus { get; init; }

    public double? RetryAfterMilliseconds { get; init; }

    public double? DelayMilliseconds { get; init; }

    /// <inheritdoc cref="CosmosFault.Operation"/>
    public CosmosOperation? Operation { get; init; }

    /// <inheritdoc cref="CosmosFault.Method"/>
    public string? Method { get; init; }

    /// <inheritdoc cref="CosmosFault.PathContains"/>
    public string PathContains { get; init; } = "";

    /// <inheritdoc cref="CosmosFault.Skip"/>
    public int Skip { get; init; }

    /// <inheritdoc cref="CosmosFault.Times"/>
    public int? Times { get; init; }

    /// <inheritdoc cref="CosmosFault.Probability"/>
    public double Probability { get; init; } = 1;

    /// <inheritdoc cref="CosmosFault.Seed"/>
    public int Seed { get; init; }

    /// <summary>After which a rule or an outage ends by itself; null for never.</summary>
    public double? LastsMilliseconds { get; init; }

    public CosmosOutage Outage { get; init; }

    /// <summary>Id of the container whose throughput is limited.</summary>
    public string? Container { get; init; }

    /// <summary>Null for no limit.</summary>
    public double? RequestUnitsPerSecond { get; init; }

    internal void ApplyTo(CosmosFaults faults)
    {
        Check(Probability is >= 0 and <= 1, "probability must be from 0 to 1");
        Check(LastsMilliseconds is null or > 0 and < int.MaxValue, "lastsMilliseconds must be positive");
        switch (Kind)
        {
            case CosmosFaultKind.Clear:
                faults.Clear();
                break;
            case CosmosFaultKind.Outage when Lasts is { } lasts:
                faults.BeginOutage(Outage, lasts);
                break;
            case CosmosFaultKind.Outage:
                faults.Outage = Outage;
                break;
            case CosmosFaultKind.Throughput:
                Check(!string.IsNullOrEmpty(Container), "container must be named");
                Check(RequestUnitsPerSecond is null or > 0, "requestUnitsPerSecond must be positive");
                faults.LimitThroughput(Container!, RequestUnitsPerSecond);
                break;
            default:
                faults.Add(Rule());
                break;
        }
    }

    private TimeSpan? Lasts => LastsMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private CosmosFault Rule()
    {
        Check(Skip >= 0 && Times is null or >= 0, "skip and times cannot be negative");
        return new CosmosFault(Action())
        {
            Name = Name.Length > 0 ? Name : Kind.ToString(),
            Method = Method,
            PathContains = PathContains,
            Operation = Operation,
            Skip = Skip,
            Times = Times,
            Probability = Probability,
            Seed = Seed,
            Lasts = Lasts,
        };
    }

    private FaultAction Action()
    {
        switch (Kind)
        {
            case CosmosFaultKind.Answer or CosmosFaultKind.AnswerAfterHandling:
                Check(Status is >= 400 and <= 599, "status must be from 400 to 599");
                Check(RetryAfterMilliseconds is null or >= 0 and < int.MaxValue, "retryAfterMilliseconds cannot be negative");
                return Kind == CosmosFaultKind.AnswerAfterHandling
                    ? new FaultAction.AnswerAfterHandling(Status!.Value, Substatus)
                    : new FaultAction.Answer(
                        Status!.Value,
                        Substatus,
                        RetryAfterMilliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null);
            case CosmosFaultKind.Delay:
                Check(DelayMilliseconds is > 0 and < int.MaxValue, "delayMilliseconds must be positive");
                return new FaultAction.Delay(TimeSpan.FromMilliseconds(DelayMilliseconds!.Value));
            case CosmosFaultKind.CloseBeforeHandling:
                return new FaultAction.CloseBeforeHandling();
            case CosmosFaultKind.CloseAfterHandling:
                return new FaultAction.CloseAfterHandling();
            default:
                throw new ArgumentException($"The fault order has the unknown kind {Kind}.");
        }
    }

    private void Check(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"The fault order of kind {Kind} cannot be carried out: {rule}.");
        }
    }
}
