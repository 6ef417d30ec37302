using System.Text;
using Serverless.Tests.Support;
using Serverless.Webhooks;
using Svix;
using Xunit;

namespace Serverless.Tests.Unit.Webhooks;

public sealed class SignatureVerifierTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"user.created","data":{"first_name":"Zoë 🚀"}}""");

    private readonly Dictionary<string, string?> headers = Signed(Body);

    [Fact]
    public void Signed_bytes_are_believed() => Assert.True(IsSigned());

    [Fact]
    public void Any_flipped_byte_is_noticed() => Assert.All(Enumerable.Range(0, Body.Length), at =>
    {
        var flipped = Body.ToArray();
        flipped[at] ^= 1;
        Assert.False(IsSigned(flipped));
    });

    [Fact]
    public void Either_of_two_secrets_is_believed_while_they_are_rotated()
    {
        var both = $"{ASettings.OtherSecret} {ASettings.Secret}";

        Assert.True(IsSigned(secrets: both));
        Assert.True(new SignatureVerifier(ASettings.Webhooks(both)).IsSigned(Body, Signed(Body, ASettings.OtherSecret).GetValueOrDefault));
    }

    [Fact]
    public void Secret_of_another_endpoint_is_not_believed() => Assert.False(IsSigned(secrets: ASettings.OtherSecret));

    [Theory]
    [InlineData("svix-id", null)]
    [InlineData("svix-timestamp", null)]
    [InlineData("svix-signature", null)]
    [InlineData("svix-timestamp", "")]
    [InlineData("svix-timestamp", "yesterday")]
    [InlineData("svix-timestamp", "99999999999999999999999999")]
    [InlineData("svix-timestamp", "-1")]
    [InlineData("svix-timestamp", "9223372036854775807")]
    [InlineData("svix-signature", "v1")]
    [InlineData("svix-signature", "v1,")]
    [InlineData("svix-signature", "v1,not base64!")]
    [InlineData("svix-signature", "v2,AAAA")]
    [InlineData("svix-id", "msg_other")]
    public void Missing_or_malformed_headers_are_refused_without_an_exception(string name, string? value)
    {
        headers[name] = value;

        Assert.False(IsSigned());
    }

    [Fact]
    public void Body_that_is_not_utf8_is_refused() => Assert.False(IsSigned([0xff, 0xfe, 0x00]));

    [Fact]
    public void Id_too_long_for_the_broker_is_refused()
    {
        var id = new string('m', 129);

        Assert.False(new SignatureVerifier(ASettings.Webhooks()).IsSigned(Body, Signed(Body, id: id).GetValueOrDefault));
    }

    [Fact]
    public void Names_of_the_standard_are_accepted_as_well()
    {
        var standard = headers.ToDictionary(header => header.Key.Replace("svix-", "webhook-", StringComparison.Ordinal), header => header.Value);

        Assert.True(new SignatureVerifier(ASettings.Webhooks()).IsSigned(Body, standard.GetValueOrDefault));
        Assert.Equal("msg_1", SignatureVerifier.Id(standard.GetValueOrDefault));
    }

    [Theory]
    [InlineData("svix-timestamp")]
    [InlineData("svix-signature")]
    public void Id_is_the_one_that_was_signed_and_not_one_slipped_in_beside_it(string missing)
    {
        var mixed = headers.ToDictionary(header => header.Key.Replace("svix-", "webhook-", StringComparison.Ordinal), header => header.Value);
        mixed["svix-id"] = "msg_of_somebody_else";
        mixed["svix-timestamp"] = mixed["svix-signature"] = "1";
        mixed.Remove(missing);

        Assert.True(new SignatureVerifier(ASettings.Webhooks()).IsSigned(Body, mixed.GetValueOrDefault));
        Assert.Equal("msg_1", SignatureVerifier.Id(mixed.GetValueOrDefault));
    }

    private bool IsSigned(byte[]? body = null, string secrets = ASettings.Secret) =>
        new SignatureVerifier(ASettings.Webhooks(secrets)).IsSigned(body ?? Body, headers.GetValueOrDefault);

    private static Dictionary<string, string?> Signed(byte[] body, string secret = ASettings.Secret, string id = "msg_1")
    {
        var now = DateTimeOffset.UtcNow;
        return new()
        {
            ["svix-id"] = id,
            ["svix-timestamp"] = $"{now.ToUnixTimeSeconds()}",
            ["svix-signature"] = new Webhook(secret).Sign(id, now, Encoding.UTF8.GetString(body)),
        };
    }
}
