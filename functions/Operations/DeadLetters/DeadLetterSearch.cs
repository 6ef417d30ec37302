using System.Runtime.CompilerServices;
using System.Text;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>Finds dead letters about one person by looking at them. Changes nothing.</summary>
public sealed class DeadLetterSearch(DeadLetterQueues queues)
{
    /// <param name="subject">Clerk's id.</param>
    public IAsyncEnumerable<(DeadLetter Letter, DeadLetterSubjects About)> About(string subject, CancellationToken cancellation) =>
        Find(subject, [], cancellation);

    /// <summary>Those that have the id or one of the addresses anywhere in them.</summary>
    public async IAsyncEnumerable<(DeadLetter Letter, DeadLetterSubjects About)> Find(
        string subject, IReadOnlyList<string> addresses, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var queue in Queues.All)
        {
            await foreach (var message in queues.Peek(queue, 0, DeadLetterSurvey.Most, cancellation))
            {
                if (Mentions(message, subject, addresses))
                {
                    yield return (DeadLetter.Of(queue, message), DeadLetterSubjects.Of(message.Body));
                }
            }
        }
    }

    /// <summary>Bodies are text, or nothing that anybody could be found in.</summary>
    public static bool Mentions(ServiceBusReceivedMessage message, string subject, IReadOnlyList<string> addresses)
    {
        var text = Encoding.UTF8.GetString(message.Body);
        return text.Contains(subject, StringComparison.Ordinal)
            || addresses.Any(address => text.Contains(address, StringComparison.OrdinalIgnoreCase));
    }
}
