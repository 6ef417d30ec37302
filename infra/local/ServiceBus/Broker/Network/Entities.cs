using System.Text;
using Local.Journal;
using Local.ServiceBus.Durability;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>What an entity path names: a queue, or the dead-letter queue of one.</summary>
internal sealed record Entity(MessageQueue Queue, SubQueue SubQueue);

/// <summary>All queues of the namespace by path; case does not matter.</summary>
internal sealed class Entities : IAsyncDisposable
{
    /// <summary>Source: "Overview of Service Bus dead-letter queues".</summary>
    private const string DeadLetterSuffix = "/$deadletterqueue";
    private const int LongestPath = Limits.EntityPathLength + 20;

    private readonly Dictionary<string, Entity> byPath = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Entity>.AlternateLookup<ReadOnlySpan<char>> lookup;

    private Entities() => lookup = byPath.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="stateFolder">Holds a file per queue; null for queues in memory.</param>
    /// <exception cref="ArgumentException">A definition is invalid, or two have one name.</exception>
    /// <exception cref="JournalException">A queue's file cannot be used.</exception>
    public static async Task<Entities> OpenAsync(
        IReadOnlyList<QueueDefinition> definitions, string? stateFolder, TimeProvider clock)
    {
        var entities = new Entities();
        try
        {
            foreach (var definition in definitions)
            {
                definition.Validate();
                entities.Add(definition, stateFolder, clock);
            }

            return entities;
        }
        catch
        {
            await entities.DisposeAsync().ConfigureAwait(false);
            throw;
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

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in byPath.Values.Select(entity => entity.Queue).Distinct())
        {
            await queue.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Add(QueueDefinition definition, string? stateFolder, TimeProvider clock)
    {
        if (byPath.ContainsKey(definition.Name))
        {
            throw new ArgumentException($"Queue '{definition.Name}' is defined twice.");
        }

        var state = stateFolder is null ? null : StateFile.In(stateFolder, definition.Name);
        var queue = new MessageQueue(definition, clock, state);
        byPath.Add(definition.Name, new Entity(queue, queue.Active));
        byPath.Add(definition.Name + DeadLetterSuffix, new Entity(queue, queue.DeadLetters));
    }
}
