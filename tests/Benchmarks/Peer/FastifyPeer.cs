using System.Net;
using System.Text.Json;
using Local.Stack;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Peer;

/// <summary>What one would otherwise write, server.mjs beside this file: verify the webhook and upsert within the request.</summary>
internal sealed class FastifyPeer : IContender
{
    private readonly NodePeer node;
    private readonly HttpClient http = new();

    private FastifyPeer(NodePeer node, string secret)
    {
        this.node = node;
        SigningSecret = secret;
    }

    public string Name => "Fastify + PostgreSQL";

    public Uri WebhookAddress => new(node.Address, "webhooks/clerk");

    public string SigningSecret { get; }

    public bool Stores => true;

    /// <returns>Null, after saying why, if this machine lacks what it needs.</returns>
    public static async Task<FastifyPeer?> TryStart(CancellationToken cancellation)
    {
        var secret = StackSettings.Read(Ports.Free()).SigningSecret;
        var settings = new Dictionary<string, string> { ["CLERK_WEBHOOK_SIGNING_SECRET"] = secret };
        return await NodePeer.TryStart("Peer", settings, cancellation) is { } node ? new FastifyPeer(node, secret) : null;
    }

    public (TimeSpan Server, TimeSpan? Storage) ProcessorTime() => node.ProcessorTime();

    public async Task<int> CountUsers(CancellationToken cancellation)
    {
        using var json = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(node.Address, "users"), cancellation));
        return json.RootElement.GetProperty("count").GetInt32();
    }

    public async Task<bool> IsVisible(string clerkId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(node.Address, $"users/{clerkId}"), cancellation);
        return answer.StatusCode != HttpStatusCode.NotFound && answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
    }
}
