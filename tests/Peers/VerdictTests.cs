using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>Our verdict on good, bad and odd deliveries, compared with that of each package at the same fixed time.</summary>
[Collection(SharedPeer.Name)]
public sealed class VerdictTests(Peer peer)
{
    public static TheoryData<string> Accepted => [.. Verdicts.Accepted.Keys];

    public static TheoryData<string> Refused => [.. Verdicts.Refused.Keys];

    public static TheoryData<string> Different => [.. KnownDifferences.All.Keys];

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Everybody_accepts(string delivery)
    {
        Assert.Equal(
            [Peer.Here, Peer.Svix, Peer.StandardWebhooks, Peer.Clerk],
            await AcceptedByAsync(Verdicts.Accepted[delivery]));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Everybody_refuses(string delivery)
    {
        Assert.Empty(await AcceptedByAsync(Verdicts.Refused[delivery]));
    }

    [Theory]
    [MemberData(nameof(Different))]
    public async Task Verdicts_differ_as_is_known(string delivery)
    {
        var (odd, acceptedBy, why) = KnownDifferences.All[delivery];

        var actual = await AcceptedByAsync(odd);

        Assert.True(acceptedBy.SequenceEqual(actual), $"Accepted by: {string.Join(", ", actual)}. Known is: {why}");
    }

    // Each gets the header names it reads; what it does with others is a matter of HeaderNameTests.
    private Task<List<string>> AcceptedByAsync(Delivery delivery) =>
        peer.AcceptedByAsync(delivery, name => delivery.Headers(name == Peer.StandardWebhooks ? "webhook" : "svix"));
}
