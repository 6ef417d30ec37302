using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>What a front end does: signs people up at Clerk, takes session tokens from there, and calls the API with them.</summary>
internal sealed class DemoClient(StackSettings settings) : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri clerk = new($"http://127.0.0.1:{settings.Ports.Clerk}/_local/");

    /// <summary>Changes something at the simulated Clerk.</summary>
    public async Task<JsonNode?> AtClerk(string path, object body, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(clerk, path), body, cancellation);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation);
        return text.StartsWith('{') ? JsonNode.Parse(text) : null;
    }

    /// <summary>Signs somebody up at the simulated Clerk.</summary>
    /// <returns>Clerk's id of them.</returns>
    public async Task<string> SignUp(string name, string company, CancellationToken cancellation) =>
        (string)(await AtClerk("users", new { email = DemoPeople.Address(name, company), firstName = name }, cancellation))!["id"]!;

    /// <summary>A session token.</summary>
    /// <param name="organization">The active one; null for none.</param>
    public async Task<string> Token(string user, string? organization, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(clerk, "tokens"), new { user, organization }, cancellation);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation)).Trim();
    }

    /// <param name="path">Such as <c>/api/me</c>.</param>
    public async Task<(int Status, JsonNode? Body)> Call(
        HttpMethod method, string path, string token, CancellationToken cancellation, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(settings.WebhookAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            // With its length: a chunked body does not reach a function.
            request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public void Dispose() => http.Dispose();
}
