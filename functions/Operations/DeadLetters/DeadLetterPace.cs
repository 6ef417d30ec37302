namespace Serverless.Operations.DeadLetters;

/// <summary>How fast a run goes.</summary>
public sealed record DeadLetterPace
{
    public static DeadLetterPace Default { get; } = new();

    /// <summary>Between two steps: for live traffic to go first, and for what was redriven to fail again, if it does.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a letter to be handed out, before it is believed that there is none.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);
}
