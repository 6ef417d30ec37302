using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>A simulator of one test's own, on a clock that stands still, and a client with its key.</summary>
internal sealed class RunningClerk : IAsyncDisposable
{
    private RunningClerk(ClerkSimulator simulator, ManualClock clock, ClerkSimulatorOptions options)
    {
        Simulator = simulator;
        Clock = clock;
        Http = new HttpClient { BaseAddress = simulator.Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
    }

    public ClerkSimulator Simulator { get; }

    public ManualClock Clock { get; }

    public HttpClient Http { get; }

    public ClerkDirectory Directory => Simulator.Directory;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<RunningClerk> StartAsync(
        Func<ClerkSimulatorOptions, ClerkSimulatorOptions>? configure = null, ManualClock? clock = null)
    {
        clock ??= new ManualClock();
        var options = new ClerkSimulatorOptions { Clock = clock, Seed = 1 };
        options = configure?.Invoke(options) ?? options;
        return new RunningClerk(await ClerkSimulator.StartAsync(options, Cancelled), clock, options);
    }

    /// <param name="request">Method and path behind <c>/v1</c>, such as <c>GET /users</c>; a path with <c>//</c> in front is taken whole.</param>
    /// <param name="json">Body.</param>
    public async Task<Answer> SendAsync(string request, string? json = null)
    {
        var (method, path) = (request.Split(' ', 2)[0], request.Split(' ', 2)[1]);
        using var message = new HttpRequestMessage(new HttpMethod(method), path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/v1" + path);
        message.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(message, Cancelled);
        return new Answer(response, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>Ids in the order of a list.</summary>
    public async Task<List<string>> IdsAsync(string path) => (await SendAsync($"GET {path}")).Ids;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed class Answer(HttpResponseMessage response, string body)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.ToString();

    public TimeSpan? RetryAfter { get; } = response.Headers.RetryAfter?.Delta;

    public string Body => body;

    public JsonElement Json { get; } = body.StartsWith('{') || body.StartsWith('[') ? JsonDocument.Parse(body).RootElement : default;

    /// <summary>The code of the only error.</summary>
    public string? Code => Error("code");

    /// <summary>The parameter the only error is about.</summary>
    public string? Parameter => Json.GetProperty("errors")[0].GetProperty("meta").TryGetProperty("param_name", out var name) ? name.GetString() : null;

    /// <summary>Of a list, with or without a total.</summary>
    public List<string> Ids => [.. Items.Select(item => item.GetProperty("id").GetString()!)];

    public IEnumerable<JsonElement> Items => (Json.ValueKind == JsonValueKind.Array ? Json : Json.GetProperty("data")).EnumerateArray();

    /// <summary>Of a property that is a string.</summary>
    public string Text(string name) => Json.GetProperty(name).GetString()!;

    public long Number(string name) => Json.GetProperty(name).GetInt64();

    private string? Error(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("errors", out var errors)
        ? Assert.Single(errors.EnumerateArray()).GetProperty(name).GetString()
        : null;
}
