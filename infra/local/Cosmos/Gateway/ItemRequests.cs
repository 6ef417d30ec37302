using System.Text.Json;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>Create, read, replace, upsert and delete of one item ("Documents", Azure Cosmos DB REST API reference).</summary>
internal static class ItemRequests
{
    public static GatewayResponse Answer(CosmosOperation operation, CosmosStore store, LoopbackRequest request, string[] path)
    {
        var container = ContainerAnswer.Owner(store, path);
        RefuseIfPresent(request, HeaderNames.PreTrigger, "triggers");
        RefuseIfPresent(request, HeaderNames.PostTrigger, "triggers");
        RefuseIfPresent(request, HeaderNames.IndexingDirective, "an indexing directive for one item");

        var partitionKey = KeyOf(request, container);
        return operation switch
        {
            CosmosOperation.Read => Read(container, request, new ItemKey(partitionKey, path[5])),
            CosmosOperation.Delete => Delete(container, request, new ItemKey(partitionKey, path[5])),
            CosmosOperation.Replace => Write(container, request, WriteMode.Replace, partitionKey, path[5]),
            CosmosOperation.Upsert => Write(container, request, WriteMode.Upsert, partitionKey, pathId: null),
            _ => Write(container, request, WriteMode.Create, partitionKey, pathId: null),
        };
    }

    /// <summary>The partition key of one item, which must be given.</summary>
    public static PartitionKey KeyOf(LoopbackRequest request, Container container)
    {
        var header = request.Header(HeaderNames.PartitionKey)
            ?? throw RequestRefusedException.WrongPartitionKey("The partition key must be given in header x-ms-documentdb-partitionkey.");
        return PartitionKey.Parse(header, container.Definition.PartitionKey.Levels);
    }

    /// <summary>An item as sent, which must be what it is addressed as.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="container">Where it is to be.</param>
    /// <param name="partitionKey">The partition key it is addressed by.</param>
    /// <param name="addressedId">The id it is addressed by; null where only the item says it.</param>
    public static IncomingItem Parse(ReadOnlyMemory<byte> body, Container container, PartitionKey partitionKey, string? addressedId)
    {
        var item = IncomingItem.Parse(body, container.Definition);
        if (item.PartitionKey != partitionKey)
        {
            throw RequestRefusedException.WrongPartitionKey(
                "PartitionKey extracted from document doesn't match the one specified in the header.");
        }

        return addressedId is null || addressedId == item.Id
            ? item
            : throw RequestRefusedException.BadRequest(
                $"The id of the item, '{item.Id}', is not the one addressed, '{addressedId}'; an id cannot be changed.");
    }

    public static double DeleteCharge(Container container, StoredItem deleted)
    {
        using var json = JsonDocument.Parse(deleted.Json, JsonNodes.Stored);
        return RequestCharge.CreateOrDelete(deleted.Json.Length, container.Definition.IndexingPolicy.CountIndexed(json.RootElement));
    }

    private static GatewayResponse Read(Container container, LoopbackRequest request, ItemKey key)
    {
        var lsn = container.Lsn;
        if (container.Find(key) is not { } item)
        {
            return ContainerAnswer.NotFound(container, lsn);
        }

        var known = request.Header(HeaderNames.IfNoneMatch);
        var response = known is "*" || known == item.Etag
            ? new GatewayResponse(304) { Charge = RequestCharge.NotDone }
            : new GatewayResponse(200) { Body = item.Json, Charge = RequestCharge.Read(item.Json.Length) };
        return ContainerAnswer.WithHeaders(response.With(HeaderNames.Etag, item.Etag), container, lsn, item.Durable);
    }

    private static GatewayResponse Write(
        Container container, LoopbackRequest request, WriteMode mode, PartitionKey partitionKey, string? pathId)
    {
        var item = Parse(request.Body, container, partitionKey, pathId);
        var result = container.Write(ItemWrite.Of(mode, item, request.Header(HeaderNames.IfMatch)));
        return result.Item is null
            ? ContainerAnswer.NotWritten(result, container)
            : ContainerAnswer.Written(request, container, result, item.IndexedPaths);
    }

    private static GatewayResponse Delete(Container container, LoopbackRequest request, ItemKey key)
    {
        var result = container.Write(new ItemWrite(WriteMode.Delete, key, default, request.Header(HeaderNames.IfMatch)));
        if (result.Item is not { } deleted)
        {
            return ContainerAnswer.NotWritten(result, container);
        }

        var response = new GatewayResponse(204) { Charge = DeleteCharge(container, deleted) };
        return ContainerAnswer.WithHeaders(response, container, result.Lsn);
    }

    private static void RefuseIfPresent(LoopbackRequest request, string header, string what)
    {
        if (request.Header(header) is not null)
        {
            throw RequestRefusedException.Unsupported(what);
        }
    }
}
