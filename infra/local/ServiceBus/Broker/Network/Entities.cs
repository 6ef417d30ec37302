using System.Text;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>What an entity path names: a queue, or the dead-letter queue of one.</summary>
internal sealed record Entity(MessageQueue Queue, SubQueue SubQueue);

/// <summary>All queues of the namespace by path; case does not matter.</summary>
internal sealed class Entities : IDisposable
{
    /// <summary>Source: "Overview of Service Bus dead-letter queues".</summary>
    private const string DeadLetterSuffix = "/$deadletterqueue";
    private const int LongestPath = Limits.EntityPathLength + 20;

    private readonly Dictionary<string, Entity> byPath = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Entity>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <exception cref="ArgumentException">A definition is invalid, or two have one name.</exception>
    public Entities(IReadOnlyList<QueueDefinition> definitions, TimeProvider clock)
    {
        lookup = byPath.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var definition in definitions)
        {
            definition.Validate();
            var queue = new MessageQueue(definition, clock);
            if (!byPath.TryAdd(definition.Name, new Entity(queue, queue.Active)))
            {
                throw new ArgumentException($"Queue '{definition.Name}' is defined twice.");
            }

            byPath.Add(definition.Name + DeadLetterSuffix, new Entity(queue, queue.DeadLetters));
        }
    }

    public MessageQueue? Find(string name) => byPath.TryGetValue(name, out var entity) ? entity.Queue : null;

    /// <exception cref="BrokerException">There is no such entity.</exception>
    public Entity Find(ReadOnlySpan<byte> path)
    {
        if (path.Length <= LongestPath)
        {
            Span<char> text = stackalloc char[LongestPath];
            var length = Encoding.UTF8.GetChars(path, text);
            if (lookup.TryGetValue(text[..length], out var entity))
            {
                return entity;
            }
        }

        throw new BrokerException(
            ErrorCode.MessagingEntityNotFound,
            $"The messaging entity '{Encoding.UTF8.GetString(path[..Math.Min(path.Length, LongestPath)])}' could not be found.");
    }

    public void Dispose()
    {
        foreach (var entity in byPath.Values)
        {
            entity.Queue.Dispose();
        }
    }
}
