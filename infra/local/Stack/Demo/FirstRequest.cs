using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Somebody of whom no webhook has told comes with a session token, is known at once, and leaves again.</summary>
internal sealed class FirstRequest(DemoClient client, DemoView view, DemoClaims claims)
{
    private const string Me = "/api/me";

    public async Task Tell(CancellationToken cancellation)
    {
        var person = await client.SignUp(DemoPeople.Ines, "northwind", cancellation);
        var token = await client.Token(person, organization: null, cancellation);
        claims.Chapter($"{Environment.NewLine}[bold]{person}[/] signs up, unheard again, and asks us at once: who am I?");

        var (status, body) = await client.Call(HttpMethod.Get, Me, token, cancellation);
        var document = await view.Document(person, cancellation);
        var id = Text(body, "id");
        claims.Claim(
            "GET /api/me, her first request", $"{status}", "known on the spot, profile from Clerk",
            status == 200 && Text(body, "firstName") == DemoPeople.Ines && id == Text(Parse(document), "id"), document);

        (status, body) = await client.Call(HttpMethod.Get, Me, token, cancellation);
        var same = await view.Document(person, cancellation);
        claims.Claim("GET /api/me again", $"{status}", "the same id, and nothing is written", status == 200 && Text(body, "id") == id && same == document, same);

        (status, _) = await client.Call(HttpMethod.Get, Me, Forged(token), cancellation);
        claims.Claim("with a forged token", $"{status}", "not let in", status == 401, same);

        (status, _) = await client.Call(HttpMethod.Delete, Me, token, cancellation);
        var tombstone = await view.Document(person, cancellation);
        claims.Claim("DELETE /api/me", $"{status}", "gone at Clerk, and a tombstone here", status == 204 && Text(Parse(tombstone), "status") == "deleted", tombstone);

        (status, body) = await client.Call(HttpMethod.Get, Me, token, cancellation);
        var code = Text(body, "code");
        claims.Claim("her token is still valid", $"{status}", $"not let in: {code}", status == 403 && code == "user-deleted", tombstone);
    }

    /// <summary>One letter of the signature, in the middle where every bit counts, is another.</summary>
    private static string Forged(string token)
    {
        var at = token.Length - 100;
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static string? Text(JsonNode? json, string member) => (string?)json?[member];
}
