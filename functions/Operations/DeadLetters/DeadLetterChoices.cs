using Serverless.Platform.Http;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Reads what a request says of the dead letters that it means.</summary>
public static class DeadLetterChoices
{
    private const int MostMessages = 100;
    private const int LongestMinutes = 365 * 24 * 60;
    private const int ShortestBecause = 3;
    private const int LongestBecause = 200;

    /// <summary>The filter, or why there is none.</summary>
    public static (DeadLetterFilter? Filter, Problem? Refusal) Read(IDeadLetterChoice choice, DateTimeOffset now)
    {
        var filter = new DeadLetterFilter
        {
            Queue = choice.Queue,
            Reason = choice.Reason,
            Type = choice.Type,
            Messages = choice.Messages is null ? null : [.. choice.Messages.Select(each => new DeadLetterName(each.Queue, each.SequenceNumber))],
        };
        var refusal = !IsQueue(choice.Queue) ? OperationsProblems.BadQueue
            : !IsWord(choice.Reason) || !IsWord(choice.Type) ? OperationsProblems.BadWord
            : !AreMessages(choice.Messages) ? OperationsProblems.BadMessages
            : choice.OlderThanMinutes is not (null or (>= 1 and <= LongestMinutes)) ? OperationsProblems.BadAge
            : choice.All != true && choice.OlderThanMinutes is null && filter == DeadLetterFilter.All ? OperationsProblems.FilterMissing
            : null;
        return refusal is null
            ? (filter with { Before = choice.OlderThanMinutes is { } minutes ? now - TimeSpan.FromMinutes(minutes) : null }, null)
            : (null, refusal);
    }

    public static Problem? Refusal(string because) =>
        because.Length is < ShortestBecause or > LongestBecause || string.IsNullOrWhiteSpace(because) || because.Any(char.IsControl)
            ? OperationsProblems.BadBecause
            : null;

    private static bool IsQueue(string? text) => text is null || Queues.All.Contains(text);

    private static bool IsWord(string? text) => text is null or { Length: > 0 and <= DeadLetterListQuery.LongestWord };

    private static bool AreMessages(IReadOnlyList<ChosenDeadLetter>? messages) =>
        messages is null
        || (messages is { Count: > 0 and <= MostMessages } && messages.All(each => Queues.All.Contains(each.Queue) && each.SequenceNumber > 0));
}
