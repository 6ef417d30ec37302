using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Cosmos.Http;
using Local.Cosmos.Query;
using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Gateway;

/// <summary>
/// Queries, their plans, and reading all items ("Query Documents" and "List Documents", Azure Cosmos DB REST API reference).
/// </summary>
internal static class QueryRequests
{
    private const string AllItems = "SELECT * FROM c";
    private const int DefaultRows = 1000;

    private static readonly Dictionary<string, Value> NoParameters = [];

    public static GatewayResponse Plan(LoopbackRequest request)
    {
        var (text, parameters) = Parse(request.Body);
        QueryPlan.Check(text, parameters);
        return new GatewayResponse(200) { Body = QueryPlan.Json };
    }

    public static GatewayResponse Query(CosmosStore store, LoopbackRequest request, string[] path)
    {
        var container = ContainerAnswer.Owner(store, path);
        var (text, parameters) = Parse(request.Body);
        return Page(container, request, text, parameters);
    }

    public static GatewayResponse ReadFeed(CosmosStore store, LoopbackRequest request, string[] path) =>
        Page(ContainerAnswer.Owner(store, path), request, AllItems, NoParameters);

    /// <summary>The one partition key asked for, or null for all of them.</summary>
    public static PartitionKey? Scope(Container container, LoopbackRequest request)
    {
        if (request.Header(HeaderNames.StartOfRange) is not null)
        {
            throw RequestRefusedException.Unsupported("queries by the first levels of a hierarchical partition key");
        }

        if (request.Header(HeaderNames.PartitionKeyRangeId) is { } range && range != "0")
        {
            throw RequestRefusedException.BadRequest($"There is no partition key range '{range}', only '0'.");
        }

        return request.Header(HeaderNames.PartitionKey) is { } key
            ? PartitionKey.Parse(key, container.Definition.PartitionKey.Levels)
            : null;
    }

    /// <summary>Of a page.</summary>
    public static int MaxRows(LoopbackRequest request) => request.Header(HeaderNames.MaxItemCount) switch
    {
        null or "" => DefaultRows,
        "-1" => int.MaxValue,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => count,
        var text => throw RequestRefusedException.BadRequest(
            $"'{text}' is no number of items: {HeaderNames.MaxItemCount} must be -1 or at least 1."),
    };

    private static GatewayResponse Page(
        Container container, LoopbackRequest request, string text, IReadOnlyDictionary<string, Value> parameters)
    {
        var lsn = container.Lsn;
        var continuation = request.Header(HeaderNames.Continuation) is { Length: > 0 } token ? token : null;
        var run = new QueryRun(text, parameters, container, Scope(container, request), continuation);
        var page = run.Page(MaxRows(request));
        var response = GatewayResponse.Json(200, json => Write(json, container, page.Rows), page.Charge)
            .With(HeaderNames.ItemCount, page.Rows.Count.ToString(CultureInfo.InvariantCulture));
        if (page.Continuation is not null)
        {
            response.With(HeaderNames.Continuation, page.Continuation);
        }

        return ContainerAnswer.WithHeaders(response, container, lsn);
    }

    private static (string Text, Dictionary<string, Value> Parameters) Parse(ReadOnlyMemory<byte> body)
    {
        var json = JsonNodes.ParseObject(body, "query");
        if (json["resumeFilter"] is not null)
        {
            throw RequestRefusedException.Unsupported("the resume filter of a plan for several partition key ranges");
        }

        var text = json["query"].AsText("query") ?? throw RequestRefusedException.BadRequest("The request has no 'query'.");
        var parameters = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var parameter in json["parameters"] as JsonArray ?? [])
        {
            var name = (parameter as JsonObject)?["name"].AsText("parameters.name")
                ?? throw RequestRefusedException.BadRequest("Every one of 'parameters' must have a 'name'.");
            parameters[name] = Value.Of(JsonSerializer.SerializeToElement(parameter!["value"], JsonNodes.Plain));
        }

        return (text, parameters);
    }

    private static void Write(Utf8JsonWriter json, Container container, IReadOnlyList<Value> rows)
    {
        json.WriteStartObject();
        json.WriteString("_rid"u8, container.Rid);
        json.WriteStartArray("Documents"u8);
        foreach (var row in rows)
        {
            row.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteNumber("_count"u8, rows.Count);
        json.WriteEndObject();
    }
}
