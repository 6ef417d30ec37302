namespace Serverless.Operations.DeadLetters;

/// <summary>Counts dead letters by queue and reason.</summary>
internal sealed class DeadLetterTally
{
    private readonly Dictionary<(string Queue, string Reason), int> counts = [];

    public IReadOnlyList<DeadLetterCount> All =>
    [
        .. counts.Select(each => new DeadLetterCount(each.Key.Queue, each.Key.Reason, each.Value))
            .OrderBy(each => each.Queue, StringComparer.Ordinal).ThenByDescending(each => each.Count).ThenBy(each => each.Reason, StringComparer.Ordinal),
    ];

    public void Add(DeadLetter letter) => counts[(letter.Queue, letter.Reason)] = counts.GetValueOrDefault((letter.Queue, letter.Reason)) + 1;
}
