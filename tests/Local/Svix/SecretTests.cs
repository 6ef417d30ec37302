using Svix;
using Svix.Exceptions;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class SecretTests
{
    [Fact]
    public void The_prefix_may_be_left_out()
    {
        Vectors.A.Verify(new Webhook(Vectors.SecretA["whsec_".Length..], Vectors.A.Clock));
    }

    [Fact]
    public void The_key_may_be_given_as_bytes()
    {
        byte[] key = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];

        Assert.Equal(Vectors.A.Signature, new Webhook(key).Sign(Vectors.A.Id, Vectors.A.Clock.GetUtcNow(), Vectors.A.Body));
    }

    [Theory]
    [InlineData("whsec_not base64!")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX=")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY")]
    [InlineData("whsec_whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("WHSEC_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    public void A_secret_that_is_not_base64_is_a_format_error(string secret)
    {
        Assert.Throws<FormatException>(() => new Webhook(secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    public void A_secret_without_key_bytes_is_refused(string secret)
    {
        var refusal = Assert.Throws<EmptyWebhookSecretException>(() => new Webhook(secret));

        Assert.IsType<WebhookVerificationException>(refusal, exactMatch: false);
    }

    [Fact]
    public void A_key_without_bytes_is_refused()
    {
        Assert.Throws<EmptyWebhookSecretException>(() => new Webhook((byte[])null!));
        Assert.Throws<EmptyWebhookSecretException>(() => new Webhook(Array.Empty<byte>()));
    }

    [Fact]
    public void A_secret_that_is_null_is_not_checked_for()
    {
        Assert.Throws<NullReferenceException>(() => new Webhook((string)null!));
    }
}
