using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class VectorTests
{
    private static readonly Dictionary<string, (string Secret, Message Message)> vectors = new()
    {
        ["A"] = (Vectors.SecretA, Vectors.A),
        ["B"] = (Vectors.SecretA, Vectors.B),
        ["C"] = (Vectors.SecretC, Vectors.C),
        ["D"] = (Vectors.SecretC, Vectors.D),
    };

    public static TheoryData<string> Names => [.. vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_signed_by_the_npm_package_verifies(string name)
    {
        var (secret, message) = vectors[name];

        message.Verify(new Webhook(secret, message.Clock));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Signing_gives_the_signature_of_the_npm_package(string name)
    {
        var (secret, message) = vectors[name];

        var signature = new Webhook(secret).Sign(message.Id, message.Clock.GetUtcNow(), message.Body);

        Assert.Equal(message.Signature, signature);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_secret_refuses_it(string name)
    {
        var (secret, message) = vectors[name];
        var other = secret == Vectors.SecretA ? Vectors.SecretC : Vectors.SecretA;

        Assert.Equal("No matching signature found", message.Refusal(new Webhook(other, message.Clock)));
    }

    [Theory]
    [InlineData(Vectors.SecretA)]
    [InlineData(Vectors.SecretC)]
    public void While_secrets_rotate_either_of_them_verifies(string secret)
    {
        var message = Vectors.A with { Signature = $"{Vectors.D.Signature} {Vectors.A.Signature}" };

        message.Verify(new Webhook(secret, message.Clock));
    }

    [Fact]
    public void The_fraction_of_a_second_is_not_signed()
    {
        var sent = Vectors.A.Clock.GetUtcNow().AddMilliseconds(999);

        Assert.Equal(Vectors.A.Signature, new Webhook(Vectors.SecretA).Sign(Vectors.A.Id, sent, Vectors.A.Body));
    }
}
