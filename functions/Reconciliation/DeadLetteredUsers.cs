using Azure.Messaging.ServiceBus;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>About whom an event lies among the dead letters. Only looked at, and only when there is something to explain.</summary>
public sealed class DeadLetteredUsers(ServiceBusClient serviceBus, TimeProvider clock) : IDisposable
{
    /// <summary>Dead letters looked at; behind so many, one more person's cause hardly matters.</summary>
    private const int Most = 1_000;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1);
    private (DateTimeOffset At, IReadOnlySet<string> Subjects)? looked;

    /// <summary>Clerk's ids, as of a minute ago at most.</summary>
    public async Task<IReadOnlySet<string>> Subjects(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (looked is { } last && clock.GetUtcNow() - last.At < Fresh)
            {
                return last.Subjects;
            }

            var subjects = await Look(cancellation);
            looked = (clock.GetUtcNow(), subjects);
            return subjects;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<HashSet<string>> Look(CancellationToken cancellation)
    {
        await using var receiver = serviceBus.CreateReceiver(Queues.UserEvents, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        for (var seen = 0; seen < Most;)
        {
            var letters = await receiver.PeekMessagesAsync(Most - seen, cancellationToken: cancellation);
            if (letters.Count == 0)
            {
                break;
            }

            subjects.UnionWith(letters.Select(letter => ClerkUserReader.SubjectOf(ClerkEvent.From(letter))?.Subject).OfType<string>());
            seen += letters.Count;
        }

        return subjects;
    }
}
