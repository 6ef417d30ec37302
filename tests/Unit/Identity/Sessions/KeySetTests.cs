using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class KeySetTests
{
    private static readonly Dictionary<string, Action<JsonObject>> unusable = new()
    {
        ["no kid"] = key => key.Remove("kid"),
        ["kid a number"] = key => key["kid"] = 1,
        ["kid empty"] = key => key["kid"] = "",
        ["kid of 129 characters"] = key => key["kid"] = new string('k', 129),
        ["of another type"] = key => key["kty"] = "EC",
        ["for encryption"] = key => key["use"] = "enc",
        ["use null"] = key => key["use"] = null,
        ["for another algorithm"] = key => key["alg"] = "RS512",
        ["no modulus"] = key => key.Remove("n"),
        ["modulus of 1,024 bits"] = key => key["n"] = Modulus(1024),
        ["modulus of 2,047 bits"] = key => key["n"] = Modulus(2047),
        ["modulus of 16,384 bits"] = key => key["n"] = Modulus(16_384),
        ["modulus of zeros"] = key => key["n"] = ASessionToken.Part(new byte[256]),
        ["modulus not base64url"] = key => key["n"] = "+/==",
        ["no exponent"] = key => key.Remove("e"),
        ["exponent of nine bytes"] = key => key["e"] = ASessionToken.Part([1, 0, 0, 0, 0, 0, 0, 0, 1]),
    };

    public static TheoryData<string> Unusable => [.. unusable.Keys];

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Key_that_is_not_for_RS256_is_passed_over(string name)
    {
        var key = ASessionToken.Jwk("ins_1", ASessionToken.Key);
        unusable[name](key);

        Assert.Equal(["ins_2"], Read(key, ASessionToken.Jwk("ins_2", ASessionToken.OtherKey)).Keys);
    }

    [Fact]
    public void Key_says_what_it_is_for_or_not()
    {
        var key = ASessionToken.Jwk("ins_1", ASessionToken.Key);
        key.Remove("use");
        key.Remove("alg");

        Assert.Equal(["ins_1"], Read(key).Keys);
    }

    [Fact]
    public void Leading_zeros_make_no_other_key()
    {
        var key = ASessionToken.Jwk("ins_1", ASessionToken.Key);
        key["n"] = ASessionToken.Part([0, .. ASessionToken.PublicKey.Modulus!]);
        var token = new ASessionToken().Signed().Split('.');

        Assert.True(Read(key)["ins_1"].HasSigned(
            System.Text.Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(token[2])));
    }

    [Fact]
    public void First_32_keys_are_read() =>
        Assert.Equal(32, Read([.. Enumerable.Range(0, 40).Select(i => ASessionToken.Jwk($"ins_{i}", ASessionToken.Key))]).Count);

    [Fact]
    public void First_of_two_keys_of_one_name_is_read()
    {
        var key = Assert.Single(Read(ASessionToken.Jwk("ins_1", ASessionToken.Key), ASessionToken.Jwk("ins_1", ASessionToken.OtherKey)).Values);

        Assert.True(key.Is(ASessionToken.PublicKey));
    }

    [Fact]
    public void Key_that_is_known_is_kept()
    {
        var before = Read(ASessionToken.Jwk("ins_1", ASessionToken.Key));
        var after = KeySet.Read(JsonElement.Parse(ASessionToken.Jwks(("ins_1", ASessionToken.Key))), before);

        Assert.Same(before["ins_1"], after["ins_1"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[1,null,"x",[]]}""")]
    public void What_is_no_set_holds_no_key(string json) => Assert.Empty(KeySet.Read(JsonElement.Parse(json), KeySet.Empty));

    [Fact]
    public async Task One_key_serves_many_threads_at_a_time()
    {
        var key = new SigningKey(ASessionToken.PublicKey);
        var content = "content"u8.ToArray();
        var signature = ASessionToken.Key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[] wrong = [.. signature.Select((b, i) => i == 7 ? (byte)(b ^ 1) : b)];

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 200).All(_ => key.HasSigned(content, signature) && !key.HasSigned(content, wrong)))));

        Assert.All(verdicts, Assert.True);
    }

    private static string Modulus(int bits)
    {
        var bytes = new byte[(bits + 7) / 8];
        Array.Fill(bytes, (byte)0xff);
        bytes[0] = (byte)(0xff >> ((8 - (bits % 8)) % 8));
        return ASessionToken.Part(bytes);
    }

    private static FrozenDictionary<string, SigningKey> Read(params JsonObject[] keys) =>
        KeySet.Read(JsonElement.Parse(JsonSerializer.Serialize(new { keys })), KeySet.Empty);
}
