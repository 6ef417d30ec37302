using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Local.Clerk.Http;
using Local.Clerk.Store;
using Local.Clerk.Tokens;

namespace Local.Clerk.Api;

/// <summary>
/// For a person with curl, without a key and untouched by faults: a look inside, signing people up, deleting them, session tokens,
/// and faults.
/// </summary>
internal sealed class LocalControl(ClerkApi api, SessionTokens tokens)
{
    private const string Root = "/_local";
    private const int MostShown = 10;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = ClerkJson.Plain.Encoder,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public static bool Serves(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) && (path.Length == Root.Length || path[Root.Length] == '/');

    /// <exception cref="ClerkRefusedException">Nothing was done; the message says why.</exception>
    public ApiResponse Answer(LoopbackRequest request)
    {
        try
        {
            return (request.Method, request.Path.Trim('/').Split('/')) switch
            {
                ("GET", [_]) => Overview(),
                ("POST", [_, "users"]) => SignUp(Body.Parse(request.Body)),
                ("POST", [_, "users", var id, "delete"]) => Text($"{api.Directory.DeleteUser(id).Id} deleted\n"),
                ("POST", [_, "tokens"]) => Text(tokens.Issue(Token(Body.Parse(request.Body)))),
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

    private ApiResponse SignUp(Body body)
    {
        body.Only("count", "email", "firstName", "lastName", "username", "invitation");
        if (body.Number("count") is { } count)
        {
            var created = api.Directory.CreateUsers(count);
            return Shown(new { Created = created.Count, First = created.Take(MostShown).Select(user => user.Id) });
        }

        var person = new NewUser
        {
            EmailAddress = body.Text("email") is { } address ? UserBodies.Address(address) : null,
            FirstName = body.Text("firstName"),
            LastName = body.Text("lastName"),
            Username = body.Text("username"),
        };
        var user = body.Text("invitation") switch
        {
            null => api.Directory.CreateUser(person),
            var id when id.StartsWith("orginv_", StringComparison.Ordinal) =>
                api.Directory.FindUser(api.Directory.AcceptOrganizationInvitation(id, person: person).UserId)!,
            var id => api.Directory.AcceptInvitation(id, person),
        };
        return Text(JsonNode.Parse(user.Json.Span)!.ToJsonString(Readable) + "\n", "application/json");
    }

    private static SessionTokenRequest Token(Body body)
    {
        body.Only("user", "organization", "version", "authorizedParty");
        var request = new SessionTokenRequest
        {
            UserId = body.Required("user"),
            OrganizationId = body.Text("organization"),
            Version = body.Number("version") ?? 2,
        };
        return body.Text("authorizedParty") is { } party ? request with { AuthorizedParty = party } : request;
    }

    private ApiResponse Order(ReadOnlyMemory<byte> body)
    {
        var order = JsonSerializer.Deserialize<ClerkFaultOrder>(body.Span, Readable);
        api.Faults.Apply(order ?? throw new ArgumentException("An order is a JSON object."));
        return Shown(api.Faults.Counters());
    }

    private static ApiResponse Shown<T>(T value) => Text(JsonSerializer.Serialize(value, Readable) + "\n", "application/json");

    private static ApiResponse Text(string text, string type = "text/plain") =>
        ApiResponse.Json(Encoding.UTF8.GetBytes(text)) with { ContentType = type };
}
