using System.Globalization;
using System.Text.Json;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>Create, read, replace, upsert and delete of one item ("Documents", Azure Cosmos DB REST API reference).</summary>
internal static class ItemRequests
{
    public static GatewayResponse Answer(CosmosOperation operation, CosmosStore store, GatewayRequest request, string[] path)
    {
        if (store.Find(path[1])?.Find(path[3]) is not { } container)
        {
            var missing = $"Owner resource does not exist: container '{path[3]}' of database '{path[1]}'.";
            return GatewayResponse.Error(404, missing, Substatus.OwnerNotFound);
        }

        RefuseIfPresent(request, HeaderNames.PreTrigger, "triggers");
        RefuseIfPresent(request, HeaderNames.PostTrigger, "triggers");
        RefuseIfPresent(request, HeaderNames.IndexingDirective, "an indexing directive for one item");

        var header = request.Header(HeaderNames.PartitionKey)
            ?? throw RequestRefusedException.WrongPartitionKey("The partition key must be given in header x-ms-documentdb-partitionkey.");
        var partitionKey = PartitionKey.Parse(header, container.Definition.PartitionKey.Levels);
        return operation switch
        {
            CosmosOperation.Read => Read(container, request, new ItemKey(partitionKey, path[5])),
            CosmosOperation.Delete => Delete(container, request, new ItemKey(partitionKey, path[5])),
            CosmosOperation.Replace => Write(container, request, WriteMode.Replace, partitionKey, path[5]),
            CosmosOperation.Upsert => Write(container, request, WriteMode.Upsert, partitionKey, pathId: null),
            _ => Write(container, request, WriteMode.Create, partitionKey, pathId: null),
        };
    }

    private static GatewayResponse Read(Container container, GatewayRequest request, ItemKey key)
    {
        var lsn = container.Lsn;
        if (container.Find(key) is not { } item)
        {
            return NotFound(container, lsn);
        }

        var known = request.Header(HeaderNames.IfNoneMatch);
        var response = known is "*" || known == item.Etag
            ? new GatewayResponse(304) { Charge = RequestCharge.NotDone }
            : new GatewayResponse(200) { Body = item.Json, Charge = RequestCharge.Read(item.Json.Length) };
        return WithHeaders(response.With(HeaderNames.Etag, item.Etag), container, lsn);
    }

    private static GatewayResponse Write(
        Container container, GatewayRequest request, WriteMode mode, PartitionKey partitionKey, string? pathId)
    {
        var item = IncomingItem.Parse(request.Body, container.Definition);
        if (item.PartitionKey != partitionKey)
        {
            throw RequestRefusedException.WrongPartitionKey(
                "PartitionKey extracted from document doesn't match the one specified in the header.");
        }

        if (pathId is not null && pathId != item.Id)
        {
            throw RequestRefusedException.BadRequest(
                $"The id of the item, '{item.Id}', is not the one addressed, '{pathId}'; an id cannot be changed.");
        }

        var key = new ItemKey(partitionKey, item.Id);
        var result = container.Write(new ItemWrite(mode, key, item.OpenJson, request.Header(HeaderNames.IfMatch)));
        if (result.Item is not { } stored)
        {
            return NotWritten(result, container);
        }

        var created = result.Outcome == WriteOutcome.Created;
        var minimal = string.Equals(request.Header(HeaderNames.Prefer), "return=minimal", StringComparison.OrdinalIgnoreCase);
        var bytes = stored.Json.Length;
        var response = new GatewayResponse(created ? 201 : 200)
        {
            Body = minimal ? default : stored.Json,
            Charge = created
                ? RequestCharge.CreateOrDelete(bytes, item.IndexedPaths)
                : RequestCharge.Replace(bytes, item.IndexedPaths),
        };
        return WithHeaders(response.With(HeaderNames.Etag, stored.Etag), container, result.Lsn);
    }

    private static GatewayResponse Delete(Container container, GatewayRequest request, ItemKey key)
    {
        var result = container.Write(new ItemWrite(WriteMode.Delete, key, default, request.Header(HeaderNames.IfMatch)));
        if (result.Item is not { } deleted)
        {
            return NotWritten(result, container);
        }

        using var json = JsonDocument.Parse(deleted.Json);
        var indexed = container.Definition.IndexingPolicy.CountIndexed(json.RootElement);
        var response = new GatewayResponse(204) { Charge = RequestCharge.CreateOrDelete(deleted.Json.Length, indexed) };
        return WithHeaders(response, container, result.Lsn);
    }

    private static GatewayResponse NotWritten(WriteResult result, Container container) => result.Outcome switch
    {
        WriteOutcome.AlreadyExists => Refused(409, "Resource with specified id or name already exists.", container, result.Lsn),
        WriteOutcome.PreconditionFailed => Refused(
            412, "Operation cannot be performed because one of the specified precondition is not met.", container, result.Lsn),
        _ => NotFound(container, result.Lsn),
    };

    private static GatewayResponse NotFound(Container container, long lsn) =>
        Refused(404, "Resource Not Found. The item does not exist in this container under this partition key.", container, lsn);

    private static GatewayResponse Refused(int status, string message, Container container, long lsn) =>
        WithHeaders(GatewayResponse.Error(status, message, charge: RequestCharge.NotDone), container, lsn);

    private static GatewayResponse WithHeaders(GatewayResponse response, Container container, long lsn)
    {
        var text = lsn.ToString(CultureInfo.InvariantCulture);
        return response
            .With(HeaderNames.SessionToken, string.Concat("0:-1#", text))
            .With(HeaderNames.Lsn, text)
            .With(HeaderNames.PartitionKeyRangeId, "0")
            .With(HeaderNames.NamePath, container.NamePath)
            .With(HeaderNames.RidPath, container.Rid);
    }

    private static void RefuseIfPresent(GatewayRequest request, string header, string what)
    {
        if (request.Header(header) is not null)
        {
            throw RequestRefusedException.Unsupported(what);
        }
    }
}
