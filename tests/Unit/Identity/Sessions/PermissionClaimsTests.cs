using System.Numerics;
using System.Text.Json;
using Serverless.Identity.Sessions;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class PermissionClaimsTests
{
    [Theory]
    [InlineData("o:dashboard,o:teams", "manage,read", "3,2", "org:dashboard:manage org:dashboard:read org:teams:read")]
    [InlineData("o:a", "x,y,z", "5", "org:a:x org:a:z")]
    [InlineData("o:a", "x", "0", "")]
    [InlineData("o:a", "x", "255", "org:a:x")]   // bits beyond the actions
    [InlineData("o:a", "x", "001", "org:a:x")]
    [InlineData("uo:a,ou:b", "x", "1,1", "org:a:x org:b:x")]
    [InlineData("o:a,u:b", "x", "1,1", "org:a:x")]   // the user's own features are no matter of the organization
    public void Bits_of_a_features_mask_grant_actions(string features, string actions, string masks, string granted) =>
        Assert.Equal(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries), Decode(features, actions, masks));

    [Theory]
    [InlineData("u:x,o:a", "x", "0,1", "org:a:x")]   // as many as features: the n-th of all
    [InlineData("u:x,o:a", "x", "1", "org:a:x")]     // as many as features of the organization: the n-th of those
    [InlineData("u:x,u:y,o:a,o:b", "x", "1,1,1", "")]
    [InlineData("o:a,o:b", "x", "1", "")]
    [InlineData("o:a", "x", "1,1", "")]
    [InlineData("u:x", "x", "1", "")]
    public void Number_of_masks_says_which_features_they_are_for(string features, string actions, string masks, string granted) =>
        Assert.Equal(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries), Decode(features, actions, masks));

    [Theory]
    [InlineData(32)]
    [InlineData(53)]
    [InlineData(64)]
    [InlineData(100)]
    public void Mask_may_have_more_bits_than_any_number_of_the_language(int bit)
    {
        var actions = string.Join(',', Enumerable.Range(0, bit + 1).Select(k => $"a{k}"));

        Assert.Equal([$"org:f:a{bit}"], Decode("o:f", actions, $"{BigInteger.One << bit}"));
    }

    [Theory]
    [InlineData(null, "x", "1")]
    [InlineData("o:a", null, "1")]
    [InlineData("o:a", "x", null)]
    [InlineData("", "x", "1")]
    [InlineData("o:a", "", "1")]
    [InlineData("o:a", "x", "")]
    [InlineData("a", "x", "1")]
    [InlineData("z:a", "x", "1")]
    [InlineData("o:", "x", "1")]
    [InlineData("o:a:b", "x", "1")]
    [InlineData("o:a,", "x", "1,1")]
    [InlineData("o:a b", "x", "1")]
    [InlineData("o:a", "x,", "1")]
    [InlineData("o:a", "x:y", "1")]
    [InlineData("o:a", "x", "-1")]
    [InlineData("o:a", "x", "+1")]
    [InlineData("o:a", "x", " 1")]
    [InlineData("o:a", "x", "0x1")]
    [InlineData("o:a", "x", "1e0")]
    [InlineData("o:a", "x", "1.0")]
    [InlineData("o:a", "x", "١")]
    [InlineData("o:a,o:b", "x", "1,x")]
    public void Lists_that_cannot_be_read_grant_nothing(string? features, string? actions, string? masks) =>
        Assert.Empty(Decode(features, actions, masks));

    [Fact]
    public void Lists_out_of_all_reason_grant_nothing()
    {
        var many = string.Join(',', Enumerable.Range(0, 1025).Select(k => $"o:f{k}"));

        Assert.Empty(Decode(many, "x", string.Join(',', Enumerable.Repeat("1", 1025))));
        Assert.Empty(Decode("o:a", string.Join(',', Enumerable.Range(0, 1025).Select(k => $"a{k}")), "1"));
        Assert.Empty(Decode("o:a", "x", new string('1', 310)));
        Assert.Empty(Decode("o:" + new string('f', 129), "x", "1"));
        Assert.Empty(Decode(
            string.Join(',', Enumerable.Range(0, 33).Select(k => $"o:f{k}")),
            string.Join(',', Enumerable.Range(0, 32).Select(k => $"a{k}")),
            string.Join(',', Enumerable.Repeat($"{uint.MaxValue}", 33))));
    }

    [Theory]
    [InlineData("""["org:dashboard:read","org:teams:manage"]""", 2)]
    [InlineData("""[]""", 0)]
    [InlineData("""["org:dashboard:read",1]""", 0)]
    [InlineData("""["org:dashboard:read","dashboard:read"]""", 0)]
    [InlineData("""["org:dashboard"]""", 0)]
    [InlineData("""["org::read"]""", 0)]
    [InlineData("\"org:dashboard:read\"", 0)]
    [InlineData("null", 0)]
    public void Version_1_writes_permissions_out(string json, int count) =>
        Assert.Equal(count, PermissionClaims.Read(JsonElement.Parse(json)).Count);

    private static IEnumerable<string> Decode(string? features, string? actions, string? masks) =>
        PermissionClaims.Decode(features, actions, masks).Order(StringComparer.Ordinal);
}
