using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Lists dead letters by looking at them. Changes nothing.</summary>
public sealed class DeadLetterList(DeadLetterQueues queues, TimeProvider clock)
{
    /// <summary>Letters looked at for one answer, over all queues.</summary>
    private const int Most = 5_000;

    public async Task<DeadLetterPage> Page(DeadLetterListQuery query, CancellationToken cancellation)
    {
        var (items, tally, now) = (new List<DeadLetterItem>(), new DeadLetterTally(), clock.GetUtcNow());
        var (seen, hasTotals) = (0, query.After is null);
        DeadLetterName? last = null;
        string? next = null;
        foreach (var queue in Asked(query))
        {
            var from = query.After?.Queue == queue ? query.After.SequenceNumber + 1 : 0;
            await foreach (var message in queues.Peek(queue, from, Most - seen + 1, cancellation))
            {
                if (++seen > Most)
                {
                    return Answer(hasMore: true);
                }

                var letter = DeadLetter.Of(queue, message);
                if (!DeadLetterRules.Matches(query.Filter, letter))
                {
                    last = items.Count < query.Limit ? new DeadLetterName(queue, letter.SequenceNumber) : last;
                    continue;
                }

                if (items.Count < query.Limit)
                {
                    items.Add(DeadLetterItem.Of(letter, DeadLetterSubjects.Of(message.Body), now));
                    last = new DeadLetterName(queue, letter.SequenceNumber);
                }
                else
                {
                    next = DeadLetterListQuery.Cursor(last!);
                    if (!hasTotals)
                    {
                        return Answer(hasMore: true);
                    }
                }

                tally.Add(letter);
            }
        }

        return Answer(hasMore: false);

        DeadLetterPage Answer(bool hasMore) => new(
            items,
            next ?? (hasMore && last is not null ? DeadLetterListQuery.Cursor(last) : null),
            hasTotals ? new DeadLetterTotals(tally.All, hasMore) : null);
    }

    /// <summary>Queues before that of the cursor were on the pages before.</summary>
    private static IEnumerable<string> Asked(DeadLetterListQuery query) => Queues.All
        .SkipWhile(queue => query.After is not null && query.After.Queue != queue)
        .Where(queue => query.Filter.Queue is null || query.Filter.Queue == queue);
}
