using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Local.Stack;
using Serverless.Benchmarks.Load;
using Shell = Serverless.Tests.Peers.CommandLine;

namespace Serverless.Benchmarks.Peer;

/// <summary>What one would otherwise write, server.mjs beside this file: verify the webhook and upsert within the request.</summary>
internal sealed class FastifyPeer : IContender
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);

    private readonly PrivatePostgres database;
    private readonly ServerProcess node;
    private readonly Uri address;
    private readonly HttpClient http = new();

    private FastifyPeer(PrivatePostgres database, ServerProcess node, Uri address, string secret)
    {
        this.database = database;
        this.node = node;
        this.address = address;
        SigningSecret = secret;
    }

    public string Name => "Fastify + PostgreSQL";

    public Uri WebhookAddress => new(address, "webhooks/clerk");

    public string SigningSecret { get; }

    public bool Stores => true;

    private static string Folder { get; } = typeof(FastifyPeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "PeerFolder").Value!;

    /// <returns>Null, after saying why, if this machine lacks what it needs.</returns>
    public static async Task<FastifyPeer?> TryStart(CancellationToken cancellation)
    {
        if (PrivatePostgres.FindBinaries() is not { } binaries)
        {
            Console.WriteLine("PostgreSQL is not installed here: going on without the peer.");
            return null;
        }

        switch (await Shell.RunAsync("npm", Folder, InstallLimit, "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
        {
            case null:
                Console.WriteLine("Node.js is not installed here: going on without the peer.");
                return null;
            case { ExitCode: not 0 } failed:
                throw new LoadException($"npm ci in {Folder} failed:{Environment.NewLine}{failed.Output}");
        }

        var ports = Ports.Free();
        var settings = StackSettings.Read(ports);
        var database = await PrivatePostgres.Start(binaries, ports.Cosmos, cancellation);
        try
        {
            var start = new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = Folder };
            start.Environment["NODE_ENV"] = "production";
            start.Environment["PORT"] = ports.Apps[0].ToString(CultureInfo.InvariantCulture);
            start.Environment["DATABASE_URL"] = database.Url;
            start.Environment["CLERK_WEBHOOK_SIGNING_SECRET"] = settings.SigningSecret;
            var node = await ServerProcess.Start(start, "listening", cancellation);
            return new FastifyPeer(database, node, new Uri($"http://127.0.0.1:{ports.Apps[0]}/"), settings.SigningSecret);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public (TimeSpan Server, TimeSpan Storage) ProcessorTime() => (node.ProcessorTime(), database.ProcessorTime());

    public async Task<int> CountUsers(CancellationToken cancellation)
    {
        using var json = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(address, "users"), cancellation));
        return json.RootElement.GetProperty("count").GetInt32();
    }

    public async Task<bool> IsVisible(string clerkId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(address, $"users/{clerkId}"), cancellation);
        return answer.StatusCode != HttpStatusCode.NotFound && answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
        await database.DisposeAsync();
    }
}
