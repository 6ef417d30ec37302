using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>
/// Which header names are read: Clerk's verifyWebhook knows svix-* only, standardwebhooks knows webhook-* only, the others
/// both. Where they are mixed, npm svix falls back header by header, we (as Svix for C#) all three at once.
/// </summary>
[Collection(SharedPeer.Name)]
public sealed class HeaderNameTests(Peer peer)
{
    private static readonly Delivery good = Delivery.Good;
    private static readonly Delivery bad = good.Signed(Delivery.OtherSecret);

    private static readonly Dictionary<string, (Dictionary<string, string> Headers, string[] AcceptedBy)> table = new()
    {
        ["svix only"] = (new(good.Headers("svix")), [Peer.Here, Peer.Svix, Peer.Clerk]),
        ["webhook only"] = (new(good.Headers("webhook")), [Peer.Here, Peer.Svix, Peer.StandardWebhooks]),
        ["both good"] = (Merge(good, good), [Peer.Here, Peer.Svix, Peer.StandardWebhooks, Peer.Clerk]),
        ["svix good, webhook bad"] = (Merge(good, bad), [Peer.Here, Peer.Svix, Peer.Clerk]),
        ["svix bad, webhook good"] = (Merge(bad, good), [Peer.StandardWebhooks]),
        ["upper case"] = (
            good.Headers("svix").ToDictionary(h => h.Key.ToUpperInvariant(), h => h.Value),
            [Peer.Here, Peer.Svix, Peer.Clerk]),
        ["svix id, the rest webhook"] = (
            Without(Merge(good, good), "svix-timestamp", "svix-signature", "webhook-id"),
            [Peer.Svix]),
        ["svix incomplete, webhook good"] = (
            Without(Merge(good, good), "svix-id"),
            [Peer.Here, Peer.Svix, Peer.StandardWebhooks]),
        ["svix incomplete and bad, webhook good"] = (
            Without(Merge(bad, good), "svix-id"),
            [Peer.Here, Peer.StandardWebhooks]),
        ["svix id empty, webhook good"] = (
            Merge(good with { Id = "" }, good),
            [Peer.Here, Peer.StandardWebhooks]),
        ["none"] = ([], []),
        ["no svix id"] = (Without(Merge(good, null), "svix-id"), []),
        ["no svix timestamp"] = (Without(Merge(good, null), "svix-timestamp"), []),
        ["no svix signature"] = (Without(Merge(good, null), "svix-signature"), []),
        ["no webhook id"] = (Without(Merge(null, good), "webhook-id"), []),
        ["no webhook timestamp"] = (Without(Merge(null, good), "webhook-timestamp"), []),
        ["no webhook signature"] = (Without(Merge(null, good), "webhook-signature"), []),
    };

    public static TheoryData<string> Names => [.. table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_reads_the_names_it_knows(string headers)
    {
        var (sent, acceptedBy) = table[headers];

        Assert.Equal(acceptedBy, await peer.AcceptedByAsync(good, _ => sent));
    }

    private static Dictionary<string, string> Merge(Delivery? svix, Delivery? webhook) =>
        new([.. svix?.Headers("svix").ToArray() ?? [], .. webhook?.Headers("webhook").ToArray() ?? []]);

    private static Dictionary<string, string> Without(Dictionary<string, string> headers, params string[] names) =>
        headers.Where(header => !names.Contains(header.Key)).ToDictionary();
}
