using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Somebody of whom no webhook has told comes with a session token, is known at once, and leaves again.</summary>
internal sealed class FirstRequest(StackSettings settings, DemoView view, DemoClaims claims) : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri clerk = new($"http://127.0.0.1:{settings.Ports.Clerk}/_local/");
    private readonly Uri me = new(settings.WebhookAddress, "/api/me");

    public async Task Tell(CancellationToken cancellation)
    {
        using var signUp = await http.PostAsJsonAsync(new Uri(clerk, "users"), new { email = "ines@northwind.example", firstName = "Ines" }, cancellation);
        var person = (string)(await signUp.Content.ReadFromJsonAsync<JsonNode>(cancellation))!["id"]!;
        using var issued = await http.PostAsJsonAsync(new Uri(clerk, "tokens"), new { user = person }, cancellation);
        var token = (await issued.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation)).Trim();
        claims.Chapter($"{Environment.NewLine}[bold]{person}[/] signs up, unheard again, and asks us at once: who am I?");

        var (status, body) = await Call(HttpMethod.Get, token, cancellation);
        var document = await view.Document(person, cancellation);
        var id = Text(body, "id");
        claims.Claim("GET /api/me, her first request", $"{status}", "known on the spot, profile from Clerk", status == 200 && Text(body, "firstName") == "Ines" && id == DocumentId(document), document);

        (status, body) = await Call(HttpMethod.Get, token, cancellation);
        var same = await view.Document(person, cancellation);
        claims.Claim("GET /api/me again", $"{status}", "the same id, and nothing is written", status == 200 && Text(body, "id") == id && same == document, same);

        (status, _) = await Call(HttpMethod.Get, Forged(token), cancellation);
        claims.Claim("with a forged token", $"{status}", "not let in", status == 401, same);

        (status, _) = await Call(HttpMethod.Delete, token, cancellation);
        var tombstone = await view.Document(person, cancellation);
        claims.Claim("DELETE /api/me", $"{status}", "gone at Clerk, and a tombstone here", status == 204 && Text(Parse(tombstone), "status") == "deleted", tombstone);

        (status, body) = await Call(HttpMethod.Get, token, cancellation);
        claims.Claim("her token is still valid", $"{status}", $"not let in: {Text(body, "code")}", status == 403 && Text(body, "code") == "user-deleted", tombstone);
    }

    public void Dispose() => http.Dispose();

    private async Task<(int Status, JsonNode? Body)> Call(HttpMethod method, string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, me) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return ((int)answer.StatusCode, Parse(text));
    }

    /// <summary>One letter of the signature, in the middle where every bit counts, is another.</summary>
    private static string Forged(string token)
    {
        var at = token.Length - 100;
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }

    private static string? DocumentId(string? document) => Text(Parse(document), "id");

    private static JsonNode? Parse(string? json) => string.IsNullOrEmpty(json) ? null : JsonNode.Parse(json);

    private static string? Text(JsonNode? json, string member) => (string?)json?[member];
}
