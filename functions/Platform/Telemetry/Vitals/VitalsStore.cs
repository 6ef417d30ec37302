using Serverless.Platform.Cosmos;

namespace Serverless.Platform.Telemetry.Vitals;

/// <summary>Where the instances' picture of the last hour is kept.</summary>
public sealed class VitalsStore(Documents<VitalsDocument> documents, TimeProvider clock)
{
    /// <summary>The picture; an empty one if nothing has ever been written.</summary>
    public async Task<VitalsDocument> Find(CancellationToken cancellation) =>
        (await documents.Find(VitalsDocument.DocumentId, cancellation))?.Value ?? new VitalsDocument();

    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task Add(VitalsDocument seen, CancellationToken cancellation)
    {
        Task<Stored<VitalsDocument>?> FindStored() => documents.Find(VitalsDocument.DocumentId, cancellation);
        await ConditionalWrite.Apply(
            VitalsDocument.DocumentId,
            await FindStored(),
            before => VitalsRules.Add(before, seen, clock.GetUtcNow().ToUnixTimeMilliseconds()),
            (next, stored) => stored is null
                ? documents.TryCreate(next.Id, next, cancellation)
                : documents.TryReplace(next.Id, next, stored.ETag, cancellation),
            FindStored);
    }
}
