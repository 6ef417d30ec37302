using System.ComponentModel;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

[Description("How many dead letters there are of one queue and reason.")]
public sealed record DeadLetterCount(string Queue, string Reason, int Count);

/// <summary>What a filter means at this moment.</summary>
/// <param name="Parts">The queues that have such letters.</param>
/// <param name="HasMore">There are letters behind those that were looked at.</param>
public sealed record DeadLetterFindings(IReadOnlyList<DeadLetterPart> Parts, IReadOnlyList<DeadLetterCount> Counts, bool HasMore)
{
    public int Total => Parts.Sum(part => part.Matching);
}

/// <summary>Counts dead letters by looking at them. Changes nothing.</summary>
public sealed class DeadLetterSurvey(DeadLetterQueues queues)
{
    /// <summary>Letters looked at in a queue, oldest first. A run covers no more; what lies behind is for the next.</summary>
    public const int Most = 5_000;

    /// <summary>Letters looked at in a queue for those of a run that have come back; they lie behind all that it is for.</summary>
    private const int MostReturned = 1_000;

    public async Task<DeadLetterFindings> Look(DeadLetterFilter filter, CancellationToken cancellation)
    {
        var (parts, counts, hasMore) = (new List<DeadLetterPart>(), new DeadLetterTally(), false);
        foreach (var queue in Queues.All.Where(queue => filter.Queue is null || filter.Queue == queue))
        {
            DeadLetterPart? part = null;
            var seen = 0;
            await foreach (var message in queues.Peek(queue, 0, Most + 1, cancellation))
            {
                if (++seen > Most)
                {
                    hasMore = true;
                    break;
                }

                var letter = DeadLetter.Of(queue, message);
                if (DeadLetterRules.Matches(filter, letter))
                {
                    counts.Add(letter);
                    part = new DeadLetterPart(queue, (part?.Matching ?? 0) + 1, part?.From ?? letter.SequenceNumber, letter.SequenceNumber);
                }
            }

            if (part is not null)
            {
                parts.Add(part);
            }
        }

        return new DeadLetterFindings(parts, counts.All, hasMore);
    }

    /// <summary>How many letters for a run are still in a queue.</summary>
    public async Task<int> Left(DeadLetterRun run, DeadLetterPart part, CancellationToken cancellation)
    {
        var left = 0;
        await foreach (var message in queues.Peek(part.Queue, part.From, Most, cancellation))
        {
            if (message.SequenceNumber > part.UpTo)
            {
                break;
            }

            left += DeadLetterRunRules.Wants(run, part, DeadLetter.Of(part.Queue, message)) ? 1 : 0;
        }

        return left;
    }

    /// <summary>How many letters that a run redrove are dead letters again.</summary>
    public async Task<int> Returned(DeadLetterRun run, CancellationToken cancellation)
    {
        var returned = 0;
        foreach (var part in run.Parts.Where(part => part.Done > 0))
        {
            // A copy is newer than any letter of its queue that was there before, and numbered accordingly.
            await foreach (var message in queues.Peek(part.Queue, part.UpTo + 1, MostReturned, cancellation))
            {
                returned += DeadLetter.Of(part.Queue, message).Run == run.Run.Value ? 1 : 0;
            }
        }

        return returned;
    }
}
