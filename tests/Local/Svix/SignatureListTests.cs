using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class SignatureListTests
{
    private const string Right = "v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=";
    private const string Wrong = "v1,WImgKYXArESrLj8nweFK7ef82lDhTFjwsU6Z9YI1k64=";

    private readonly Webhook webhook = new(Vectors.SecretA, Vectors.A.Clock);

    [Theory]
    [InlineData(Right)]
    [InlineData($"{Right} ")]
    [InlineData($"{Right} {Wrong}")]
    [InlineData($"{Wrong} {Right}")]
    [InlineData($"{Wrong} {Wrong} {Right}")]
    [InlineData($"v1a,bm90IG91cnM= {Right}")]
    [InlineData($"v2,bm90IG91cnM= {Right}")]
    [InlineData($", {Right}")]
    [InlineData($"v1, {Right}")]
    [InlineData($"{Right} nonsense")]
    public void One_matching_entry_is_enough(string signatures)
    {
        (Vectors.A with { Signature = signatures }).Verify(webhook);
    }

    [Theory]
    [InlineData(Wrong)]
    [InlineData("v1,")]
    [InlineData(",")]
    [InlineData("v1a,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=")]
    [InlineData("V1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=")]
    [InlineData("v1,ap16bb0kpxhzpoe9wkfqj6biap2mz8g0ka0mibtcwae=")]
    [InlineData("v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE")]
    [InlineData("v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE==")]
    [InlineData("v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAF=")]
    [InlineData("v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=,more")]
    [InlineData("v1,AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=\n")]
    public void Without_a_matching_entry_the_message_is_refused(string signatures)
    {
        Assert.Equal("No matching signature found", (Vectors.A with { Signature = signatures }).Refusal(webhook));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData(" ")]
    [InlineData($" {Right}")]
    [InlineData($"v1 {Right}")]
    [InlineData($"{Wrong}  {Right}")]
    [InlineData("AP16BB0KPxHzpOe9wkfqj6BiaP2mz8g0KA0MibTcWAE=")]
    public void An_entry_without_a_comma_is_refused_whatever_follows(string signatures)
    {
        Assert.Equal("Invalid Signature Headers", (Vectors.A with { Signature = signatures }).Refusal(webhook));
    }
}
