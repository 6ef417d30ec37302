using System.Net;
using Svix;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>What an independent implementation signs verifies with ours, and the other way round, in real time.</summary>
[Collection(SharedPeer.Name)]
public sealed class SigningTests(Peer peer)
{
    private const string Secret = "whsec_/+7dzLuqmYh3ZlVEMyIRAP/u3cy7qpmId2ZVRDMiEQA=";
    private const string Id = "msg_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd";

    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;
    private readonly Webhook webhook = new(Secret);

    public static TheoryData<string, string> SignedByOthers => Pairs(Bodies.Names, Peer.Svix, Peer.StandardWebhooks);

    // An empty body cannot be parsed as JSON, which the packages do while they verify; see the known differences.
    public static TheoryData<string, string> SignedByUs =>
        Pairs(Bodies.Names.Where(name => name != Bodies.Empty), Peer.Svix, Peer.StandardWebhooks, Peer.Clerk);

    [Theory]
    [MemberData(nameof(SignedByOthers))]
    public async Task What_a_package_signs_verifies_here(string package, string body)
    {
        var signature = await peer.SignAsync(package, Secret, Id, now, Bodies.Get(body));

        webhook.Verify(Bodies.Get(body), Headers("svix", signature));
    }

    [Theory]
    [MemberData(nameof(SignedByUs))]
    public async Task What_is_signed_here_verifies_in_a_package(string package, string body)
    {
        var signature = webhook.Sign(Id, now, Bodies.Get(body));
        var headers = Headers(package == Peer.StandardWebhooks ? "webhook" : "svix", signature);

        var refusal = await peer.VerifyAsync(
            package, Secret, headers.AllKeys.ToDictionary(key => key!, key => headers[key]!), Bodies.Get(body));

        Assert.Null(refusal);
    }

    private WebHeaderCollection Headers(string family, string signature) => new()
    {
        [$"{family}-id"] = Id,
        [$"{family}-timestamp"] = now.ToUnixTimeSeconds().ToString(),
        [$"{family}-signature"] = signature,
    };

    private static TheoryData<string, string> Pairs(IEnumerable<string> bodies, params string[] packages) =>
        [.. from body in bodies from package in packages select (package, body)];
}
