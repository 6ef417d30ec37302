using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Memory;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Identity;

/// <summary>Which internal id a provider's subject has: one, for ever.</summary>
/// <typeparam name="TId">The kind of subject: people or organizations.</typeparam>
public sealed class IdentityMap<TId>(Documents<IdentityDocument> documents, IdGenerator ids) : IDisposable
    where TId : InternalId<TId>, IInternalId<TId>
{
    // An entry never changes, so it may be kept for as long as there is room: about 200 bytes each.
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>The internal id, or null for a subject never seen.</summary>
    public async Task<TId?> Find(ProviderSubject subject, CancellationToken cancellation) =>
        known.TryGetValue<TId>(subject, out var id)
            ? id
            : await documents.Find(subject.Key, cancellation) is { Value: var document }
                ? Remember(subject, InternalId<TId>.Parse(document.InternalId))
                : null;

    /// <summary>
    /// The internal id, made on first sight. Of several callers that see a subject first at the same time, one creates the
    /// row and all others read it.
    /// </summary>
    /// <param name="expectNew">True saves the read that would find nothing; if the row exists after all, it costs one more write attempt.</param>
    /// <returns>The id, and whether this call made it: then nothing can be stored under it yet.</returns>
    public async Task<(TId Id, bool IsNew)> GetOrCreate(ProviderSubject subject, bool expectNew, CancellationToken cancellation)
    {
        var existing = expectNew ? Remembered(subject) : await Find(subject, cancellation);
        return existing is null ? await Create(subject, InternalId<TId>.New(ids), cancellation) : (existing, false);
    }

    /// <summary>The internal id if it is known without asking the store.</summary>
    public TId? Remembered(ProviderSubject subject) => known.Get<TId>(subject);

    /// <summary>Gives a subject this internal id, unless it has one.</summary>
    /// <returns>The id that it has, and whether this call gave it.</returns>
    public async Task<(TId Id, bool IsNew)> Create(ProviderSubject subject, TId id, CancellationToken cancellation)
    {
        if (await documents.TryCreate(subject.Key, new IdentityDocument(subject.Key, id.Value), cancellation))
        {
            return (Remember(subject, id), true);
        }

        var winner = await Find(subject, cancellation);
        return (winner ?? throw new InvalidOperationException($"Identity '{subject.Key}' exists and cannot be found."), false);
    }

    public void Dispose() => known.Dispose();

    private TId Remember(ProviderSubject subject, TId id) =>
        known.Set(subject, id, new MemoryCacheEntryOptions { Size = 1 });
}

/// <param name="Id">Provider and subject: <c>clerk|user_…</c>.</param>
public sealed record IdentityDocument(string Id, string InternalId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentityDocument))]
internal sealed partial class IdentityJson : JsonSerializerContext;
