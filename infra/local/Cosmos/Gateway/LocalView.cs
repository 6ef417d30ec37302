using System.Text.Encodings.Web;
using System.Text.Json;
using Local.Cosmos.Http;
using Local.Cosmos.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace Local.Cosmos.Gateway;

/// <summary>
/// A look inside for a person with curl, without a signature and untouched by faults: <c>GET /_local</c> and
/// <c>GET /_local/{database}/{container}[?id=…]</c>.
/// </summary>
internal sealed class LocalView(CosmosStore store)
{
    private const string Root = "/_local";
    private const int MaxItems = 100;

    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static bool Shows(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) && (path.Length == Root.Length || path[Root.Length] == '/');

    public GatewayResponse Answer(LoopbackRequest request, CosmosMetrics metrics)
    {
        if (request.Method != "GET")
        {
            return GatewayResponse.Error(405, "This view can only be read: use GET.");
        }

        try
        {
            return ResourcePath.Parse(request.Path).Segments switch
            {
                [_] => Overview(metrics),
                [_, var database, var container] => store.Find(database)?.Find(container) is { } found
                    ? Items(found, QueryHelpers.ParseQuery(request.Query).GetValueOrDefault("id"))
                    : GatewayResponse.Error(404, $"There is no container '{container}' in a database '{database}'; GET {Root} lists all."),
                _ => GatewayResponse.Error(404, $"Use GET {Root} or GET {Root}/{{database}}/{{container}}."),
            };
        }
        catch (RequestRefusedException refused)
        {
            return GatewayResponse.Error(refused.Status, refused.Message);
        }
    }

    private GatewayResponse Overview(CosmosMetrics metrics) => GatewayResponse.Json(200, options: Readable, write: json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("databases");
        foreach (var database in store.Databases.OrderBy(each => each.Number))
        {
            json.WriteStartObject(database.Id);
            foreach (var container in database.Containers.Values.OrderBy(each => each.Number))
            {
                json.WriteNumber(container.Id, container.ItemCount);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("operations");
        foreach (var operation in Enum.GetValues<CosmosOperation>())
        {
            json.WriteStartObject(JsonNamingPolicy.CamelCase.ConvertName(operation.ToString()));
            json.WriteNumber("requests", metrics.Requests(operation));
            json.WriteNumber("requestUnits", metrics.RequestUnits(operation));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static GatewayResponse Items(Container container, string? id)
    {
        var items = container.Scan().Where(item => id is null || item.Key.Id == id);
        return GatewayResponse.Json(200, options: Readable, write: json =>
        {
            json.WriteStartArray();
            foreach (var item in items.Take(MaxItems))
            {
                using var document = JsonDocument.Parse(item.Json, JsonNodes.Stored);
                document.WriteTo(json);
            }

            json.WriteEndArray();
        });
    }
}
