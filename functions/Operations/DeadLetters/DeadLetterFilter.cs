namespace Serverless.Operations.DeadLetters;

/// <summary>Which dead letters are meant: those that fulfil all of it. What is null asks nothing.</summary>
public sealed record DeadLetterFilter
{
    public string? Queue { get; init; }

    public string? Reason { get; init; }

    public string? Type { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyList<DeadLetterName>? Messages { get; init; }

    /// <summary>Those that have lain here since before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Those that <see cref="DeadLetterRules.IsRipe"/> calls so at this time.</summary>
    public DateTimeOffset? RipeAt { get; init; }

    /// <summary>It asks nothing.</summary>
    public static DeadLetterFilter All { get; } = new();
}

/// <summary>Names a dead letter.</summary>
public sealed record DeadLetterName(string Queue, long SequenceNumber);
