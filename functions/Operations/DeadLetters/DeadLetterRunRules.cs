using System.Globalization;

namespace Serverless.Operations.DeadLetters;

/// <summary>How a run goes on.</summary>
public static class DeadLetterRunRules
{
    /// <summary>Letters a step redrives or discards.</summary>
    public const int BatchSize = 50;

    /// <summary>
    /// Steps in a row that may find letters held by somebody else. With some ten seconds between them that is two minutes, and whoever
    /// died holding a letter loses it after one.
    /// </summary>
    public const int MostWaits = 12;

    /// <summary>After so long without a step being done nobody works on it, and the timer takes it up again.</summary>
    public static readonly TimeSpan StalledAfter = TimeSpan.FromMinutes(10);

    /// <summary>Whether a letter was there for the run when it began, and is still what it is for.</summary>
    public static bool Wants(DeadLetterRun run, DeadLetterPart part, DeadLetter letter) =>
        letter.SequenceNumber <= part.UpTo
        && !(letter.DeadLetteredAt > DateTimeOffset.FromUnixTimeMilliseconds(run.StartedAt))
        && DeadLetterRules.Matches(run.Filter, letter);

    /// <summary>Whether the run is not to go on: because it has all done, or because it does harm.</summary>
    /// <returns>Null if it goes on.</returns>
    public static (DeadLetterRunPhase Phase, string? Remark)? End(DeadLetterRun run, int failedAgain) =>
        run.Kind == DeadLetterRunKind.Redrive && DeadLetterRules.DoesHarm(run.Done, failedAgain)
            ? (DeadLetterRunPhase.Stopped, string.Create(CultureInfo.InvariantCulture, $"{failedAgain} of {run.Done} redriven have failed again."))
        : run.At >= run.Parts.Count ? (DeadLetterRunPhase.Done, run.Remark)
        : null;

    /// <summary>The run after a step.</summary>
    /// <param name="done">Letters that the step redrove or discarded.</param>
    /// <param name="left">Letters for the run that were still in the queue afterwards.</param>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static DeadLetterRun After(DeadLetterRun run, int done, int left, int failedAgain, long now)
    {
        var part = run.Parts[run.At];
        var waits = done == 0 && left > 0 ? run.Waits + 1 : 0;
        var givesUp = waits > MostWaits;
        return Counted(run, run.At, done) with
        {
            At = left == 0 || givesUp ? run.At + 1 : run.At,
            Step = run.Step + 1,
            Waits = givesUp ? 0 : waits,
            FailedAgain = failedAgain,
            MovedAt = now,
            Remark = givesUp ? And(run.Remark, Out(part, left)) : run.Remark,
        };
    }

    /// <summary>The run with some more letters done in one of its parts.</summary>
    public static DeadLetterRun Counted(DeadLetterRun run, int at, int done) => run with
    {
        Parts = [.. run.Parts.Select((each, index) => index == at ? each with { Done = each.Done + done } : each)],
    };

    private static string Out(DeadLetterPart part, int left) => string.Create(
        CultureInfo.InvariantCulture, $"{left} in {part.Queue} could not be got at: somebody else holds them, or they lie behind too many others.");

    private static string And(string? before, string remark) => before is null ? remark : $"{before} {remark}";
}
