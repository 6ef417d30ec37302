using Azure.Messaging.ServiceBus;
using Serverless.Identity.Erasure;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.Erasure;

/// <summary>
/// Events about the person that are still to be handled. Nobody takes those out of a queue but their function, which finds the tombstone
/// and ignores them; what is set aside may take a day.
/// </summary>
public sealed class WaitingMessages(ServiceBusClient serviceBus) : IPersonalData
{
    /// <summary>Messages looked at in each queue.</summary>
    private const int Most = 5_000;

    public string Place => "queues";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation)
    {
        var found = 0;
        foreach (var queue in Queues.All)
        {
            await using var receiver = serviceBus.CreateReceiver(queue);
            await foreach (var message in receiver.Peek(0, Most, cancellation))
            {
                found += DeadLetterSearch.Mentions(message, person.Subject, person.Addresses) ? 1 : 0;
            }
        }

        return found;
    }

    public Task Erase(DeletedPerson person, CancellationToken cancellation) => Task.CompletedTask;
}
