using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Which dead letters are meant, which are worth another life by themselves, and when a run does harm.</summary>
public static class DeadLetterRules
{
    /// <summary>The timer gives up on a letter after so many lives: with the delays below, that is after more than a day.</summary>
    public const int MostTimesByTheClock = 5;

    /// <summary>Before its first redrive by the clock; doubles with each.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromHours(1);

    /// <summary>Fewer failures than this say nothing.</summary>
    public const int FewFailures = 3;

    /// <summary>One in so many, failed again, and the cause is not gone.</summary>
    public const int OneIn = 10;

    private const int LongestText = 100;

    public static bool Matches(DeadLetterFilter filter, DeadLetter letter) =>
        (filter.Queue is null || filter.Queue == letter.Queue)
        && (filter.Reason is null || filter.Reason == letter.Reason)
        && (filter.Type is null || filter.Type == letter.Type)
        && (filter.Messages is null || filter.Messages.Contains(new DeadLetterName(letter.Queue, letter.SequenceNumber)))
        && (filter.Before is not { } before || letter.Since < before)
        && (filter.RipeAt is not { } at || IsRipe(letter, at));

    /// <summary>
    /// Its cause was one that passes by itself, it has not had all its lives, and it has lain long enough: an outage of hours ends while
    /// it waits, and whoever is on call has the longer to look the more often it came back.
    /// </summary>
    public static bool IsRipe(DeadLetter letter, DateTimeOffset at) =>
        letter.Reason == DeadLettering.RetriesExhausted
        && letter.TimesRedriven < MostTimesByTheClock
        && letter.Since + (FirstDelay * Math.Pow(2, letter.TimesRedriven)) <= at;

    /// <summary>Whether so many of a run's letters have come back that the others would, too.</summary>
    public static bool DoesHarm(int redriven, int failedAgain) => failedAgain >= FewFailures && failedAgain * OneIn >= redriven;

    /// <summary>
    /// A reason or description that the app did not write, fit to be shown: short, on one line, and without words that look like
    /// addresses of people.
    /// </summary>
    public static string Cleaned(string text)
    {
        // Cut first, generously: the words are only looked at as far as they can be shown.
        var words = text[..Math.Min(text.Length, 10 * LongestText)]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Contains('@', StringComparison.Ordinal) ? "…" : string.Concat(word.Where(each => !char.IsControl(each))));
        var line = string.Join(' ', words);
        return line.Length <= LongestText ? line : line[..(LongestText - 1)] + "…";
    }
}
