using Azure.Messaging.ServiceBus;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>About whom an event lies among the dead letters. Only looked at, and only when there is something to explain.</summary>
public sealed class DeadLetteredSubjects(ServiceBusClient serviceBus, TimeProvider clock) : IDisposable
{
    /// <summary>Dead letters looked at; behind so many, one more person's cause hardly matters.</summary>
    private const int Most = 1_000;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, (DateTimeOffset At, IReadOnlySet<string> Subjects)> looked = new(StringComparer.Ordinal);

    /// <summary>Clerk's ids, as of a minute ago at most.</summary>
    public Task<IReadOnlySet<string>> OfUsers(CancellationToken cancellation) =>
        Subjects(Queues.UserEvents, letter => ClerkUserReader.SubjectOf(letter)?.Subject, cancellation);

    /// <summary>Clerk's ids of organizations; and of memberships their <see cref="Key"/>.</summary>
    public Task<IReadOnlySet<string>> OfOrganizations(CancellationToken cancellation) => Subjects(
        Queues.OrganizationEvents,
        letter => ClerkOrganizationReader.Read(letter) switch
        {
            OrganizationReading.OfOrganization { Fact: var fact } => fact.Subject.Subject,
            OrganizationReading.OfMembership { Fact: var fact } => Key(fact),
            _ => null,
        },
        cancellation);

    /// <summary>Of a person in an organization, by Clerk's ids.</summary>
    public static string Key(MembershipFact fact) => $"{fact.Organization.Subject}/{fact.User.Subject}";

    public void Dispose() => gate.Dispose();

    private async Task<IReadOnlySet<string>> Subjects(string queue, Func<ClerkEvent, string?> subject, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (looked.TryGetValue(queue, out var last) && clock.GetUtcNow() - last.At < Fresh)
            {
                return last.Subjects;
            }

            var subjects = await Look(queue, subject, cancellation);
            looked[queue] = (clock.GetUtcNow(), subjects);
            return subjects;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<HashSet<string>> Look(string queue, Func<ClerkEvent, string?> subject, CancellationToken cancellation)
    {
        await using var receiver = serviceBus.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        for (var seen = 0; seen < Most;)
        {
            var letters = await receiver.PeekMessagesAsync(Most - seen, cancellationToken: cancellation);
            if (letters.Count == 0)
            {
                break;
            }

            subjects.UnionWith(letters.Select(letter => subject(ClerkEvent.From(letter))).OfType<string>());
            seen += letters.Count;
        }

        return subjects;
    }
}
