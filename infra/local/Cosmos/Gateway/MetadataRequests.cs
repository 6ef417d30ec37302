using System.Text.Json.Nodes;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>The account, databases, containers and partition key ranges ("Azure Cosmos DB REST API reference").</summary>
internal static class MetadataRequests
{
    /// <summary>There is one range and it never changes. The SDK asks until it is told so by a 304.</summary>
    private const string RangesEtag = "\"1\"";

    public static GatewayResponse Answer(CosmosStore store, LoopbackRequest request, string[] path) => (request.Method, path) switch
    {
        (_, []) => Account(request),
        ("POST", ["dbs"]) => CreateDatabase(store, request),
        ("GET", ["dbs"]) => Feed("", "Databases", store.Databases.OrderBy(each => each.Number).Select(each => each.ToJson())),
        (_, ["dbs", var name, .. var rest]) => store.Find(name) is { } database
            ? InDatabase(store, request, database, rest)
            : Missing($"Database '{name}' does not exist."),
        _ => throw RequestRefusedException.Unsupported($"{request.Method} of this path"),
    };

    private static GatewayResponse InDatabase(CosmosStore store, LoopbackRequest request, Database database, string[] path)
    {
        switch (request.Method, path)
        {
            case ("GET", []):
                return Resource(200, database.ToJson(), database.Etag);
            case ("DELETE", []):
                store.Delete(database);
                return new GatewayResponse(204) { Charge = RequestCharge.Metadata };
            case ("POST", ["colls"]):
                return CreateContainer(store, request, database);
            case ("GET", ["colls"]):
                var containers = database.Containers.Values.OrderBy(each => each.Number).Select(each => each.ToJson());
                return Feed(database.Rid, "DocumentCollections", containers);
            default:
                return database.Find(path[1]) is { } container
                    ? InContainer(store, request, container, path[2..])
                    : Missing($"Container '{path[1]}' does not exist in database '{database.Id}'.");
        }
    }

    private static GatewayResponse InContainer(CosmosStore store, LoopbackRequest request, Container container, string[] path)
    {
        switch (request.Method, path)
        {
            case ("GET", []):
                return Resource(200, container.ToJson(), container.Revision.Etag);
            case ("PUT", []):
                store.ReplaceContainer(container, ContainerDefinition.Parse(request.Body));
                return Resource(200, container.ToJson(), container.Revision.Etag);
            case ("DELETE", []):
                store.Delete(container);
                return new GatewayResponse(204) { Charge = RequestCharge.Metadata };
            default:
                return PartitionKeyRanges(request, container);
        }
    }

    private static GatewayResponse CreateDatabase(CosmosStore store, LoopbackRequest request)
    {
        var definition = JsonNodes.ParseObject(request.Body, "database");
        var id = Limits.CheckedName(definition["id"].AsText("id"), "database");
        return store.CreateDatabase(id) is { } database
            ? Resource(201, database.ToJson(), database.Etag)
            : Exists($"Database '{id}' exists already.");
    }

    private static GatewayResponse CreateContainer(CosmosStore store, LoopbackRequest request, Database database)
    {
        var definition = ContainerDefinition.Parse(request.Body);
        return store.CreateContainer(database, definition) is { } container
            ? Resource(201, container.ToJson(), container.Revision.Etag)
            : Exists($"Container '{definition.Id}' exists already in database '{database.Id}'.");
    }

    /// <summary>
    /// The SDK needs the consistency level and a query configuration that is not empty; it sends its next requests to the
    /// location named, so that is the address it already used.
    /// </summary>
    private static GatewayResponse Account(LoopbackRequest request) => GatewayResponse.Json(200, json =>
    {
        var address = $"http://{request.Header("Host")}/";
        JsonArray Here() => [new JsonObject { ["name"] = "Local", ["databaseAccountEndpoint"] = address }];

        new JsonObject
        {
            ["_self"] = "",
            ["id"] = "localhost",
            ["_rid"] = "localhost",
            ["media"] = "//media/",
            ["addresses"] = "//addresses/",
            ["_dbs"] = "//dbs/",
            ["writableLocations"] = Here(),
            ["readableLocations"] = Here(),
            ["enableMultipleWriteLocations"] = false,
            ["userConsistencyPolicy"] = new JsonObject { ["defaultConsistencyLevel"] = "Session" },
            ["queryEngineConfiguration"] = $"{{\"maxSqlQueryInputLength\":{Limits.QueryCharacters}}}",
        }.WriteTo(json);
    });

    private static GatewayResponse PartitionKeyRanges(LoopbackRequest request, Container container)
    {
        if (request.Header(HeaderNames.IfNoneMatch) == RangesEtag)
        {
            return new GatewayResponse(304).With(HeaderNames.Etag, RangesEtag);
        }

        var rid = ResourceId.OfPartitionKeyRange(container.Database.Number, container.Number);
        var range = new JsonObject
        {
            ["id"] = "0",
            ["minInclusive"] = "",
            ["maxExclusive"] = "FF",
            ["ridPrefix"] = 0,
            ["throughputFraction"] = 1,
            ["status"] = "online",
            ["parents"] = new JsonArray(),
        };
        var self = $"dbs/{container.Database.Rid}/colls/{container.Rid}/pkranges/{rid}/";
        SystemProperties.Add(range, rid, self, container.Revision.Etag, container.Revision.Timestamp);
        return Feed(container.Rid, "PartitionKeyRanges", [range]).With(HeaderNames.Etag, RangesEtag);
    }

    private static GatewayResponse Resource(int status, JsonObject resource, string etag) =>
        GatewayResponse.Json(status, json => resource.WriteTo(json), RequestCharge.Metadata).With(HeaderNames.Etag, etag);

    private static GatewayResponse Feed(string rid, string name, IEnumerable<JsonObject> resources)
    {
        var list = new JsonArray([.. resources]);
        var count = list.Count;
        var feed = new JsonObject { ["_rid"] = rid, [name] = list, ["_count"] = count };
        return GatewayResponse.Json(200, json => feed.WriteTo(json)).With(HeaderNames.ItemCount, $"{count}");
    }

    private static GatewayResponse Missing(string message) => GatewayResponse.Error(404, message, charge: RequestCharge.Metadata);

    private static GatewayResponse Exists(string message) => GatewayResponse.Error(409, message, charge: RequestCharge.Metadata);
}
