using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Tenants;

/// <summary>The projects of tenants of one kind, as many in each and named after it.</summary>
/// <param name="tokens">The first are in one tenant each, the others in the same ones in turn.</param>
internal sealed class TenantProjects(Uri address, string kind, IReadOnlyList<string> tokens, int tenants)
{
    private const int PerTenant = 20;
    private const int AtATime = 16;

    /// <summary>The page that holds all projects of a tenant.</summary>
    public Uri ListAddress => new(address, $"?limit={PerTenant}");

    public IReadOnlyList<string> Tokens => tokens;

    /// <summary>Makes them through the API.</summary>
    /// <exception cref="LoadException">One was not made.</exception>
    public async Task Create(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, tenants * PerTenant), options, async (number, token) =>
        {
            using var content = JsonContent.Create(new { name = NameOf(number) });
            await content.LoadIntoBufferAsync(token);   // gives it a length: uploads in chunks are refused
            using var answer = await Send(http, HttpMethod.Post, address, number % tenants, content, token);
            Check(answer.StatusCode == HttpStatusCode.Created, number, $"was answered {(int)answer.StatusCode} to a new project");
        });
    }

    /// <exception cref="LoadException">Somebody does not see all of their tenant's, or another's.</exception>
    public async Task Check(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        for (var number = 0; number < tokens.Count; number++)
        {
            using var answer = await Send(http, HttpMethod.Get, ListAddress, number, null, cancellation);
            Check(answer.StatusCode == HttpStatusCode.OK, number, $"was answered {(int)answer.StatusCode}");
            using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            var names = page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ToList();
            Check(names.Count == PerTenant, number, $"sees {names.Count} projects, not {PerTenant}");
            Check(names.TrueForAll(name => name == NameOf(number)), number, "sees projects of another tenant");
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpClient http, HttpMethod method, Uri uri, int number, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[number]);
        return await http.SendAsync(request, cancellation);
    }

    private string NameOf(int number) => $"{kind} {number % tenants}";

    private void Check(bool isRight, int number, string otherwise)
    {
        if (!isRight)
        {
            throw new LoadException($"Somebody in '{NameOf(number)}' {otherwise}.");
        }
    }
}
