using Local.Cosmos.Http;
using Local.Cosmos.Patch;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>Patch of one item ("Patch a document", Azure Cosmos DB REST API reference).</summary>
internal static class PatchRequests
{
    public static GatewayResponse Answer(CosmosStore store, LoopbackRequest request, string[] path)
    {
        var container = ContainerAnswer.Owner(store, path);
        var key = new ItemKey(ItemRequests.KeyOf(request, container), path[5]);
        var patch = ItemPatch.Parse(request.Body);
        var ifMatch = request.Header(HeaderNames.IfMatch);
        while (true)
        {
            var lsn = container.Lsn;
            if (container.Find(key) is not { } item)
            {
                return ContainerAnswer.NotFound(container, lsn);
            }

            if (ifMatch is not (null or "*") && ifMatch != item.Etag)
            {
                return ContainerAnswer.PreconditionFailed(container, lsn);
            }

            if (patch.Condition?.IsTrueOf(item) == false)
            {
                return ContainerAnswer.PreconditionFailed(container, lsn, Substatus.PatchConditionFailed);
            }

            var patched = patch.ApplyTo(item, container.Definition);
            var result = container.Write(ItemWrite.Of(WriteMode.Replace, patched, item.Etag));
            if (result.Item is not null)
            {
                return ContainerAnswer.Written(request, container, result, patched.IndexedPaths);
            }

            if (result.Outcome == WriteOutcome.UniqueKeyTaken)
            {
                return ContainerAnswer.NotWritten(result, container);
            }

            // Somebody else wrote it in between: decide again on what is there now.
        }
    }
}
