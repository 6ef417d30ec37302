using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>
/// For a person with curl, without a key and untouched by faults: a look inside, people and their organizations, session tokens,
/// and faults.
/// </summary>
internal sealed class LocalControl(ClerkApi api, LocalPeople people, LocalTokens tokens)
{
    private const string Root = "/_local";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = ClerkJson.Plain.Encoder,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public static bool Serves(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) && (path.Length == Root.Length || path[Root.Length] == '/');

    /// <exception cref="ClerkRefusedException">The message says why.</exception>
    public ApiResponse Answer(LoopbackRequest request)
    {
        try
        {
            return (request.Method, Segments(request.Path)) switch
            {
                ("GET", [_]) => Overview(),
                ("POST", [_, "users"]) => SignUp(Body.Parse(request.Body)),
                ("POST", [_, "users", var user, "update"]) => Object(people.Update(user, Body.Parse(request.Body)).Json),
                ("POST", [_, "users", var user, "delete"]) => Text($"{people.Delete(user).Id} deleted\n"),
                ("POST", [_, "organizations"]) => Object(people.CreateOrganization(Body.Parse(request.Body))),
                ("POST", [_, "organizations", var organization, "members"]) => Object(people.Join(organization, Body.Parse(request.Body))),
                ("POST", [_, "organizations", var organization, "members", var user, "remove"]) =>
                    Text($"{people.Remove(organization, user).Id} removed\n"),
                ("POST", [_, "tokens"]) => Text(tokens.Issue(Body.Parse(request.Body))),
                ("GET", [_, "faults"]) => Shown(api.Faults.Counters()),
                ("POST", [_, "faults"]) => Order(request.Body),
                _ => throw Refusal.NoSuchRoute(request.Method, request.Path),
            };
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException)
        {
            throw Refusal.Body(refused.Message);
        }
    }

    private ApiResponse Overview() => Shown(new
    {
        Users = api.Directory.UserCount,
        Organizations = api.Directory.Organizations().Count,
        api.Metrics.Webhooks,
        Calls = api.Metrics.Calls.GroupBy(call => call.Endpoint)
            .ToDictionary(calls => calls.Key, calls => calls.ToDictionary(call => $"{call.Status}", call => call.Count)),
    });

    private ApiResponse SignUp(Body body) =>
        body.Has("count") ? Shown(people.SignUpMany(body)) : Object(people.SignUp(body).Json);

    private ApiResponse Order(ReadOnlyMemory<byte> body)
    {
        var order = JsonSerializer.Deserialize<ClerkFaultOrder>(body.Span, Readable);
        api.Faults.Apply(order ?? throw new ArgumentException("An order is a JSON object."));
        return Shown(api.Faults.Counters());
    }

    private static string[] Segments(string path) => [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];

    private static ApiResponse Object(ReadOnlyMemory<byte> json) =>
        Text(JsonNode.Parse(json.Span)!.ToJsonString(Readable) + "\n", "application/json");

    private static ApiResponse Shown<T>(T value) => Text(JsonSerializer.Serialize(value, Readable) + "\n", "application/json");

    private static ApiResponse Text(string text, string type = "text/plain") =>
        ApiResponse.Json(Encoding.UTF8.GetBytes(text)) with { ContentType = type };
}
