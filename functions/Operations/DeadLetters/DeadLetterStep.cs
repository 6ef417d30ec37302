using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>The next piece of a run as a message: any instance may do it, and doing it twice does no harm.</summary>
/// <param name="Number">As <see cref="DeadLetterRun.Step"/> counts.</param>
public sealed record DeadLetterStep(DeadLetterRunId Run, int Number)
{
    /// <summary>The subject of the message.</summary>
    public const string Kind = "dead-letters";

    /// <param name="again">Set when the step is sent once more, so that duplicate detection does not take it for the first.</param>
    public ServiceBusMessage ToMessage(long? again = null) =>
        new(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(this, DeadLetterJson.Default.DeadLetterStep)))
        {
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{Run}.{Number}{(again is null ? "" : ".again-")}{again}"),
            Subject = Kind,
            ContentType = "application/json",
        };

    /// <summary>Null if the message holds no step.</summary>
    public static DeadLetterStep? From(ServiceBusReceivedMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body, DeadLetterJson.Default.DeadLetterStep);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>Sends steps to whichever instance is free.</summary>
public sealed class DeadLetterStepSender(QueueSenders senders, DeadLetterPace pace, TimeProvider clock)
{
    public Task SendNow(DeadLetterRun run, CancellationToken cancellation) => Sender.SendMessageAsync(Next(run).ToMessage(), cancellation);

    /// <summary>After a pause, in which what was redriven may come back.</summary>
    public Task SendLater(DeadLetterRun run, CancellationToken cancellation) =>
        Sender.ScheduleMessageAsync(Next(run).ToMessage(), clock.GetUtcNow() + pace.Pause, cancellation);

    /// <summary>Once more, although the broker may remember it.</summary>
    public Task SendAgain(DeadLetterRun run, CancellationToken cancellation) =>
        Sender.SendMessageAsync(Next(run).ToMessage(clock.GetUtcNow().ToUnixTimeSeconds()), cancellation);

    private QueueSender Sender => senders.To(Queues.Operations);

    private static DeadLetterStep Next(DeadLetterRun run) => new(run.Run, run.Step);
}
