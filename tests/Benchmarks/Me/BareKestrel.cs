using System.Diagnostics;
using System.Globalization;
using Local.Stack;
using Serverless.Benchmarks.Peer;

namespace Serverless.Benchmarks.Me;

/// <summary>The least that an answer to a verified token can cost here, <see cref="BareKestrelCommand"/> in a process of its own.</summary>
internal sealed class BareKestrel : IMeContender
{
    private readonly ServerProcess server;

    private BareKestrel(ServerProcess server, Uri address)
    {
        this.server = server;
        MeAddress = address;
    }

    public string Name => "bare Kestrel";

    public Uri MeAddress { get; }

    public bool KnowsPeople => false;

    public static async Task<BareKestrel> Start(IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var port = Ports.Free().Apps[0];
        var start = new ProcessStartInfo("dotnet", [typeof(BareKestrel).Assembly.Location, BareKestrelCommand.Name]);
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var server = await ServerProcess.Start(start, BareKestrelCommand.Ready, cancellation);
        return new BareKestrel(server, new Uri($"http://127.0.0.1:{port}/api/me"));
    }

    public (TimeSpan Server, TimeSpan? Storage) ProcessorTime() => (server.ProcessorTime(), null);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
