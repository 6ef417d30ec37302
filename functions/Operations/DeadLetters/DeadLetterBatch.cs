using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>
/// Takes some letters of one queue under lock, so that of several runs, or instances, one has each of them; redrives or discards those
/// that its run is for, and gives back the others.
/// </summary>
public sealed partial class DeadLetterBatch(
    DeadLetterQueues queues, QueueSenders senders, DeadLetterPace pace, DeadLetterMetrics metrics, TimeProvider clock,
    ILogger<DeadLetterBatch> logger)
{
    /// <summary>
    /// Letters held at most that are not for the run: one cannot be asked for by its number, so what lies before it is in the way.
    /// </summary>
    private const int MostOthers = 2_000;

    /// <summary>Well within the lock of the first letter, which is a minute.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <returns>How many were redriven or discarded.</returns>
    public async Task<int> Do(DeadLetterRun run, DeadLetterPart part, CancellationToken cancellation)
    {
        await using var receiver = queues.Receiver(part.Queue);
        var others = new List<ServiceBusReceivedMessage>();
        var (done, end) = (0, clock.GetUtcNow() + Longest);
        while (done < DeadLetterRunRules.BatchSize && others.Count < MostOthers && clock.GetUtcNow() < end)
        {
            var letters = await receiver.ReceiveMessagesAsync(DeadLetterRunRules.BatchSize - done, pace.Patience, cancellation);
            if (letters.Count == 0)
            {
                break;
            }

            foreach (var message in letters)
            {
                var letter = DeadLetter.Of(part.Queue, message);
                if (!DeadLetterRunRules.Wants(run, part, letter))
                {
                    others.Add(message);
                }
                else if (await Settle(run, letter, message, receiver, cancellation))
                {
                    done++;
                }
            }
        }

        // Not before the end, or they would come again at once. Of a step that dies on the way the locks run out.
        foreach (var other in others)
        {
            await StillHeld(other, () => receiver.AbandonMessageAsync(other, cancellationToken: cancellation));
        }

        return done;
    }

    /// <summary>
    /// Sends before it takes away. A crash in between leaves the letter, to be redriven once more under the same id: duplicate detection
    /// drops the second copy, and after its window the merge absorbs it.
    /// </summary>
    private async Task<bool> Settle(
        DeadLetterRun run, DeadLetter letter, ServiceBusReceivedMessage message, ServiceBusReceiver receiver, CancellationToken cancellation)
    {
        if (run.Kind == DeadLetterRunKind.Redrive)
        {
            await senders.To(letter.Queue).SendMessageAsync(RedrivenCopy.Of(message, run.Run.Value), cancellation);
        }

        if (!await StillHeld(message, () => receiver.CompleteMessageAsync(message, cancellation)))
        {
            return false;
        }

        metrics.Settled(run.Kind, letter);
        if (run.Kind == DeadLetterRunKind.Discard)
        {
            LogDiscarded(letter.MessageId, letter.Queue, letter.SequenceNumber, letter.Type, letter.Reason, run.Run, run.Because);
        }

        return true;
    }

    /// <summary>False if the lock was lost: the letter is where it was, for whoever comes next.</summary>
    private async Task<bool> StillHeld(ServiceBusReceivedMessage message, Func<Task> settle)
    {
        try
        {
            await settle();
            return true;
        }
        catch (ServiceBusException lost) when (lost.Reason == ServiceBusFailureReason.MessageLockLost)
        {
            LogLockLost(message.MessageId);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information,
        "Dead letter {MessageId} of {Queue}, number {SequenceNumber}, {Type}, {Reason}, is discarded by {Run} because: {Because}")]
    private partial void LogDiscarded(
        string messageId, string queue, long sequenceNumber, string type, string reason, DeadLetterRunId run, string? because);

    [LoggerMessage(LogLevel.Warning, "The lock of dead letter {MessageId} was lost before it was settled; it stays")]
    private partial void LogLockLost(string messageId);
}
