using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Local.Clerk;

namespace Serverless.Tests.Support;

/// <summary>What the client API answered.</summary>
internal sealed record ApiAnswer(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Body => JsonElement.Parse(Text);

    /// <summary>Of a problem document.</summary>
    public string? Code => ContentHeaders.ContentType?.MediaType == "application/problem+json" ? Body.GetProperty("code").GetString() : null;

    public string? ETag => Headers.ETag?.ToString();

    public static async Task<ApiAnswer> Read(HttpResponseMessage response, CancellationToken cancellation) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), response.Headers, response.Content.Headers);

    public string? this[string member] => Body.TryGetProperty(member, out var value) ? value.ToString() : null;
}

/// <summary>A front end: calls the API with a fresh session token of one user, or without any.</summary>
/// <param name="http">Of the app.</param>
/// <param name="token">Makes the token; null for nobody.</param>
internal sealed class ApiClient(HttpClient http, Func<string>? token)
{
    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public Task<ApiAnswer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<ApiAnswer> Post(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body, headers);

    public Task<ApiAnswer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public Task<ApiAnswer> Put(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, body, headers);

    public async Task<ApiAnswer> Send(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await http.SendAsync(request, Cancellation);
        return await ApiAnswer.Read(response, Cancellation);
    }
}

internal static class Callers
{
    /// <summary>Somebody who is signed in.</summary>
    public static ApiClient As(this TestStack stack, ClerkUser user, Func<SessionTokenRequest, SessionTokenRequest>? with = null) =>
        stack.As(user.Id, with);

    /// <inheritdoc cref="As(TestStack, ClerkUser, Func{SessionTokenRequest, SessionTokenRequest}?)"/>
    public static ApiClient As(this TestStack stack, string clerkId, Func<SessionTokenRequest, SessionTokenRequest>? with = null)
    {
        var request = new SessionTokenRequest { UserId = clerkId };
        return new ApiClient(stack.App.Http, () => stack.Emulators.Clerk.IssueSessionToken(with?.Invoke(request) ?? request));
    }

    /// <summary>Somebody in whose session an organization is active.</summary>
    public static ApiClient As(this TestStack stack, ClerkUser user, ClerkOrganization active) =>
        stack.As(user, request => request with { OrganizationId = active.Id });

    /// <summary>Somebody who shows always the same token, whatever becomes of its user.</summary>
    public static ApiClient Holding(this TestStack stack, string token) => new(stack.App.Http, () => token);

    public static ApiClient Nobody(this TestStack stack) => new(stack.App.Http, null);

    /// <summary>Signs somebody up at Clerk.</summary>
    /// <param name="announce">Whether the webhook goes out.</param>
    public static ClerkUser SignUp(this TestStack stack, string name = "Mara", string? role = null, bool announce = false) =>
        stack.Emulators.Clerk.Directory.CreateUsers(
            1,
            _ => new NewUser
            {
                EmailAddress = $"{name}@people.example",
                FirstName = name,
                PublicMetadata = role is null ? null : new() { ["role"] = role },
            },
            announce)[0];
}
