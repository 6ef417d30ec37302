using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Local.Stack;
using Serverless.Benchmarks.Load;
using Shell = Serverless.Tests.Peers.CommandLine;

namespace Serverless.Benchmarks.Peer;

/// <summary>A server.mjs with its packages installed, and a PostgreSQL of its own.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);

    private readonly PrivatePostgres database;
    private readonly ServerProcess node;

    private NodePeer(PrivatePostgres database, ServerProcess node, Uri address)
    {
        this.database = database;
        this.node = node;
        Address = address;
    }

    public Uri Address { get; }

    private static string SourceFolder { get; } = typeof(NodePeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "SourceFolder").Value!;

    /// <param name="folder">Of server.mjs, below that of the benchmarks.</param>
    /// <param name="settings">What it reads beside PORT and DATABASE_URL.</param>
    /// <returns>Null, after saying why, if this machine lacks what it needs.</returns>
    public static async Task<NodePeer?> TryStart(string folder, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        if (PrivatePostgres.FindBinaries() is not { } binaries)
        {
            Console.WriteLine("PostgreSQL is not installed here: going on without the peer.");
            return null;
        }

        var source = Path.Combine(SourceFolder, folder);
        switch (await Shell.RunAsync("npm", source, InstallLimit, "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
        {
            case null:
                Console.WriteLine("Node.js is not installed here: going on without the peer.");
                return null;
            case { ExitCode: not 0 } failed:
                throw new LoadException($"npm ci in {source} failed:{Environment.NewLine}{failed.Output}");
        }

        var ports = Ports.Free();
        var database = await PrivatePostgres.Start(binaries, ports.Cosmos, cancellation);
        try
        {
            var start = new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = source };
            start.Environment["NODE_ENV"] = "production";
            start.Environment["PORT"] = ports.Apps[0].ToString(CultureInfo.InvariantCulture);
            start.Environment["DATABASE_URL"] = database.Url;
            foreach (var (name, value) in settings)
            {
                start.Environment[name] = value;
            }

            return new NodePeer(database, await ServerProcess.Start(start, "listening", cancellation), new Uri($"http://127.0.0.1:{ports.Apps[0]}/"));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public (TimeSpan Server, TimeSpan? Storage) ProcessorTime() => (node.ProcessorTime(), database.ProcessorTime());

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await database.DisposeAsync();
    }
}
