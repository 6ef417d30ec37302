using Serverless.Benchmarks.Peer;

namespace Serverless.Benchmarks.Me;

/// <summary>What one would otherwise write, Peer/server.mjs beside this file: verify the token, then select or insert.</summary>
internal sealed class ExpressPeer : IMeContender
{
    private readonly NodePeer node;

    private ExpressPeer(NodePeer node) => this.node = node;

    public string Name => "Express + PostgreSQL";

    public Uri MeAddress => new(node.Address, "api/me");

    public bool KnowsPeople => true;

    /// <returns>Null, after saying why, if this machine lacks what it needs.</returns>
    public static async Task<ExpressPeer?> TryStart(IReadOnlyDictionary<string, string> settings, CancellationToken cancellation) =>
        await NodePeer.TryStart(Path.Combine("Me", "Peer"), settings, cancellation) is { } node ? new ExpressPeer(node) : null;

    public (TimeSpan Server, TimeSpan? Storage) ProcessorTime() => node.ProcessorTime();

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
