using System.Collections.Specialized;
using System.Globalization;
using Serverless.Platform.Http;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Which dead letters are listed: by queue, and in it by sequence number.</summary>
/// <param name="After">The last one of the page before; null for the first page.</param>
public sealed record DeadLetterListQuery(DeadLetterFilter Filter, int Limit, DeadLetterName? After)
{
    public const int LongestWord = 128;

    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    private const string ExpectedCursor = "must be the next of the page before.";

    public static readonly QueryParameters Parameters = new(
        QueryParameter.OneOf("queue", "Only those of this queue.", [.. Queues.All]),
        QueryParameter.Text("reason", LongestWord, "Only those with this reason.", "must be a reason."),
        QueryParameter.Text("type", LongestWord, "Only those of this type.", "must be a type."),
        QueryParameter.Number("limit", 1, LargestLimit, "Of what is on a page.", unlessGiven: DefaultLimit),
        QueryParameter.Text("cursor", LongestWord, "The `next` of the page before.", ExpectedCursor));

    /// <summary>The query, or why it cannot be answered.</summary>
    public static (DeadLetterListQuery? Query, Problem? Refusal) Read(NameValueCollection query)
    {
        var (values, refusal) = Parameters.Read(query);
        if (values is null)
        {
            return (null, refusal);
        }

        var after = values.TryGetValue("cursor", out var cursor) ? Cursor(cursor) : null;
        if (cursor is not null && after is null)
        {
            return (null, HttpProblems.BadParameter("cursor", ExpectedCursor));
        }

        var filter = new DeadLetterFilter
        {
            Queue = values.GetValueOrDefault("queue"),
            Reason = values.GetValueOrDefault("reason"),
            Type = values.GetValueOrDefault("type"),
        };
        return (new(filter, values.TryGetValue("limit", out var limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : DefaultLimit, after), null);
    }

    public static string Cursor(DeadLetterName after) => string.Create(CultureInfo.InvariantCulture, $"{after.Queue}.{after.SequenceNumber}");

    private static DeadLetterName? Cursor(string text) =>
        text.Split('.') is [var queue, var number]
        && Queues.All.Contains(queue)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequenceNumber)
        && sequenceNumber < long.MaxValue
            ? new DeadLetterName(queue, sequenceNumber)
            : null;
}
