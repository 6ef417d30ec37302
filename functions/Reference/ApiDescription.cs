using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>
/// The client API as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made of the functions themselves: their routes, verbs and
/// audiences, the types they send and receive, and what their attributes add.
/// </summary>
public sealed class ApiDescription(HttpFunctions functions)
{
    private static readonly string[] OrderOfVerbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    // It is served as application/json, where nothing has to be safe in HTML.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<JsonObject> document = new(() => Describe(functions));
    private PublicContent? content;

    /// <summary>Made when first asked for.</summary>
    public JsonObject Document => document.Value;

    internal PublicContent Content => content ??= new PublicContent("application/json", Encoding.UTF8.GetBytes(Document.ToJsonString(Plain)));

    private static JsonObject Describe(HttpFunctions functions)
    {
        var schemas = new JsonSchemas();
        var operations = new ApiOperations(schemas);

        // What serves every path is the answer to OPTIONS, which no client calls by itself.
        var described = functions.All.Where(function => !function.Route.Contains("{*", StringComparison.Ordinal)).ToList();
        var paths = new JsonObject();
        foreach (var path in described.GroupBy(function => "/" + function.Route).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            paths[path.Key] = new JsonObject(path
                .SelectMany(function => function.Verbs, (function, verb) => (function, verb))
                .OrderBy(each => Array.IndexOf(OrderOfVerbs, each.verb))
                .Select(each => KeyValuePair.Create<string, JsonNode?>(each.verb.ToLowerInvariant(), operations.Describe(each.function, each.verb))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "User store",
                ["version"] = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3),
                ["description"] = Introduction,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["tags"] = new JsonArray([.. described.Select(ApiOperations.Chapter).Distinct().Order(StringComparer.Ordinal)
                .Select(name => new JsonObject { ["name"] = name })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["examples"] = Examples(operations.Problems.Values),
                ["headers"] = Headers(),
                ["parameters"] = Parameters(),
                ["securitySchemes"] = SecuritySchemes(),
            },
        };
    }

    private const string Introduction =
        "Who the company's users are: every person by an id of our own, and always what Clerk holds. Refusals are problem documents "
        + "(RFC 9457) with a stable code. Bodies of requests are JSON. Unknown fields are refused, and so are unknown parameters where "
        + "a query is read. Fields of answers that have no value are left out, and more fields may come. OPTIONS tells the verbs of "
        + "every address.";

    private static JsonObject Examples(IEnumerable<Problem> problems) => new(problems.Select(problem => KeyValuePair.Create<string, JsonNode?>(
        problem.Code,
        new JsonObject
        {
            ["summary"] = problem.Title,
            ["value"] = JsonSerializer.SerializeToNode(problem, JsonContexts.TypeInfo(typeof(Problem))),
        })));

    private static JsonObject Headers() => new()
    {
        ["ETag"] = Header("Names the state that is answered; for If-Match and If-None-Match."),
        ["Location"] = Header("Where it is found."),
        ["Retry-After"] = Header("Seconds after which to try again.", "integer"),
        ["WWW-Authenticate"] = Header("How to sign in."),
    };

    private static JsonObject Header(string description, string type = "string") =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = type } };

    private static JsonObject Parameters() => new()
    {
        ["If-Match"] = Conditional("If-Match", "An ETag: do it only if the state is still that one."),
        ["If-None-Match"] = Conditional("If-None-Match", "An ETag: answer 304 if the state is still that one."),
    };

    private static JsonObject Conditional(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject SecuritySchemes() => new()
    {
        [ApiOperations.SessionScheme] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "JWT",
            ["description"] = "A session token of Clerk's. It is valid for a minute.",
        },
        [ApiOperations.KeyScheme] = Key("header", "x-functions-key", "A key of the Functions app, for whoever operates it."),
        [ApiOperations.KeyInQueryScheme] = Key("query", "code", "The same key, where headers cannot be set. Addresses end up in logs."),
    };

    private static JsonObject Key(string place, string name, string description) =>
        new() { ["type"] = "apiKey", ["in"] = place, ["name"] = name, ["description"] = description };
}
