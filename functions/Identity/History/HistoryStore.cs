using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Identity.History;

/// <summary>What was decided about people, for 30 days.</summary>
public sealed class HistoryStore(Documents<HistoryDocument> documents, IdGenerator ids)
{
    /// <summary>Entries of one person that are looked at: the newest documents that tell of them, and no more.</summary>
    private const int MostDocuments = 500;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public Task Write(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellation)
    {
        var document = new HistoryDocument
        {
            Id = ids.Next("his_"),
            Users = [.. entries.Select(entry => entry.User).Distinct()],
            Entries = entries,
            Ttl = (int)Kept.TotalSeconds,
        };
        return documents.TryCreate(document.Id, document, cancellation);
    }

    /// <summary>Entries of one person, newest first.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> Of(UserId user, CancellationToken cancellation)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var document in About(user, cancellation))
        {
            entries.AddRange(document.Value.Entries.Where(entry => entry.User == user));
        }

        return [.. entries.OrderByDescending(entry => entry.At)];
    }

    /// <summary>Forgets one person. What is being written at this moment is not seen: ask again.</summary>
    /// <returns>How many entries were removed.</returns>
    public async Task<int> Erase(UserId user, CancellationToken cancellation)
    {
        var removed = 0;
        await foreach (var document in About(user, cancellation))
        {
            var others = document.Value with
            {
                Users = [.. document.Value.Users.Where(each => each != user)],
                Entries = [.. document.Value.Entries.Where(entry => entry.User != user)],
            };
            var isDone = others.Entries is []
                ? await documents.TryDelete(others.Id, others.Id, document.ETag, cancellation)
                : await documents.TryReplace(others.Id, others, document.ETag, cancellation);
            removed += isDone ? document.Value.Entries.Count - others.Entries.Count : 0;
        }

        return removed;
    }

    private IAsyncEnumerable<Stored<HistoryDocument>> About(UserId user, CancellationToken cancellation) => documents.Query(
        $"SELECT TOP {MostDocuments} * FROM c WHERE ARRAY_CONTAINS(c.users, {user.Value}) ORDER BY c.id DESC", partition: null, cancellation);
}
