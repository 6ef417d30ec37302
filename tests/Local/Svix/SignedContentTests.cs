using System.Net;
using System.Security.Cryptography;
using System.Text;
using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class SignedContentTests
{
    private static readonly byte[] key = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];

    private readonly Webhook webhook = new(Vectors.SecretA, Vectors.A.Clock);

    public static TheoryData<string> Changes =>
    [
        Vectors.A.Body.Replace("user_A", "user_B"),
        Vectors.A.Body + "\n",
        "\uFEFF" + Vectors.A.Body,
        Vectors.A.Body[..^1],
        "",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_body_is_refused(string body)
    {
        Assert.Equal("No matching signature found", (Vectors.A with { Body = body }).Refusal(webhook));
    }

    [Fact]
    public void The_id_is_part_of_what_is_signed()
    {
        Assert.Equal("No matching signature found", (Vectors.A with { Id = "msg_facts_0002" }).Refusal(webhook));
    }

    [Fact]
    public void The_time_is_part_of_what_is_signed()
    {
        Assert.Equal("No matching signature found", (Vectors.A with { Timestamp = "1700000001" }).Refusal(webhook));
    }

    // Around the size at which the message moves from the stack to a pooled array, and far beyond the largest webhook.
    [Theory]
    [InlineData(0)]
    [InlineData(998)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(20_000)]
    [InlineData(1_048_576)]
    public void A_body_of_any_size_is_hashed_whole(int bytes)
    {
        var body = new string('a', bytes);
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_facts_0001.1700000000.{body}"));

        Assert.Equal($"v1,{Convert.ToBase64String(hash)}", webhook.Sign("msg_facts_0001", Vectors.A.Clock.GetUtcNow(), body));
    }

    [Fact]
    public void A_body_of_wide_characters_is_hashed_in_utf8()
    {
        var body = string.Concat(Enumerable.Repeat("é漢🚀", 400));
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_é.1700000000.{body}"));

        Assert.Equal($"v1,{Convert.ToBase64String(hash)}", webhook.Sign("msg_é", Vectors.A.Clock.GetUtcNow(), body));
    }

    [Fact]
    public void Half_a_character_cannot_be_signed_or_verified()
    {
        Assert.Throws<EncoderFallbackException>(() => webhook.Sign("msg_1", Vectors.A.Clock.GetUtcNow(), "\ud83d"));
        Assert.Throws<EncoderFallbackException>(() => webhook.Sign("\ud83d", Vectors.A.Clock.GetUtcNow(), ""));
        Assert.Throws<EncoderFallbackException>(() => (Vectors.A with { Body = "\ud83d" }).Verify(webhook));
        Assert.Throws<EncoderFallbackException>(() => (Vectors.A with { Id = "\ud83d" }).Verify(webhook));
    }

    [Fact]
    public void The_empty_body_is_a_body()
    {
        var signature = webhook.Sign(Vectors.A.Id, Vectors.A.Clock.GetUtcNow(), "");

        (Vectors.A with { Body = "", Signature = signature }).Verify(webhook);
    }

    [Fact]
    public void A_body_that_is_null_is_an_argument_error()
    {
        var headers = new WebHeaderCollection();

        Assert.Throws<ArgumentNullException>("payload", () => webhook.Verify(null, _ => null));
        Assert.Throws<ArgumentNullException>("payload", () => webhook.Verify(default, _ => null));
        Assert.Throws<ArgumentNullException>("payload", () => webhook.Verify(null, headers));
        Assert.Throws<ArgumentNullException>("headersProvider", () => webhook.Verify("", (Func<string?, string?>)null!));
        Assert.Throws<ArgumentNullException>("headers", () => webhook.Verify("", (WebHeaderCollection)null!));
    }
}
