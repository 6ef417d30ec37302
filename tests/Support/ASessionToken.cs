using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Tests.Support;

/// <summary>
/// A session token as Clerk signs them, good at <see cref="Now"/> unless a test says otherwise, signed with a key that the tests
/// alone have.
/// </summary>
internal sealed class ASessionToken
{
    public const string Issuer = "https://clerk.northwind.example";
    public const string Party = "https://app.northwind.example";
    public const string OtherParty = "http://localhost:3000";
    public const string KeyId = "ins_northwind";
    public const string UserId = "user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd";
    public const string SessionId = "sess_2qG1aBcDeFgHiJkLmNoPqRsTuVw";

    /// <summary>When a <see cref="ManualClock"/> starts.</summary>
    public static readonly DateTimeOffset Now = new ManualClock().GetUtcNow();

    // An RSA object is for one thread at a time.
    private static readonly Lock Gate = new();

    private readonly JsonObject header = new() { ["alg"] = "RS256", ["cat"] = "cl_B7d4PD111AAA", ["kid"] = KeyId, ["typ"] = "JWT" };

    private readonly JsonObject claims = new()
    {
        ["v"] = 2,
        ["iss"] = Issuer,
        ["sub"] = UserId,
        ["sid"] = SessionId,
        ["azp"] = Party,
        ["iat"] = Seconds(-10),
        ["nbf"] = Seconds(-20),
        ["exp"] = Seconds(50),
        ["jti"] = "5f1c0d9e7b3a2468ace0",
        ["fva"] = new JsonArray(3, -1),
        ["sts"] = "active",
        ["pla"] = "u:free",
    };

    public static RSA Key { get; } = RSA.Create(2048);

    /// <summary>Of another instance.</summary>
    public static RSA OtherKey { get; } = RSA.Create(2048);

    public static string PublicPem { get; } = Key.ExportSubjectPublicKeyInfoPem();

    public static RSAParameters PublicKey { get; } = Key.ExportParameters(includePrivateParameters: false);

    /// <summary>As a claim.</summary>
    /// <param name="fromNow">In seconds.</param>
    public static long Seconds(double fromNow) => Now.AddSeconds(fromNow).ToUnixTimeSeconds();

    public ASessionToken With(string claim, JsonNode? value)
    {
        claims[claim] = value;
        return this;
    }

    /// <param name="json">A value that no node can hold, or not as it is written.</param>
    public ASessionToken WithJson(string claim, string json) => With(claim, JsonNode.Parse(json));

    public ASessionToken Without(params string[] names)
    {
        foreach (var name in names)
        {
            claims.Remove(name);
        }

        return this;
    }

    public ASessionToken WithHeader(string name, JsonNode? value)
    {
        header[name] = value;
        return this;
    }

    public ASessionToken WithoutHeader(string name)
    {
        header.Remove(name);
        return this;
    }

    /// <summary>An active organization, in version 2 of the claims.</summary>
    public ASessionToken InOrganization(
        string id = "org_2qD1", string? role = "admin", string? features = null, string? actions = null, string? masks = null)
    {
        var organization = new JsonObject { ["id"] = id, ["slg"] = "northwind", ["rol"] = role };
        foreach (var (name, value) in new[] { ("per", actions), ("fpm", masks) })
        {
            if (value is not null)
            {
                organization[name] = value;
            }
        }

        return features is null ? With("o", organization) : With("o", organization).With("fea", features);
    }

    /// <summary>Version 1 of the claims, with or without an active organization.</summary>
    public ASessionToken Version1(string? organization = null, string role = "org:admin", params string[] permissions)
    {
        Without("v", "pla", "fea", "o", "sts");
        return organization is null
            ? this
            : With("org_id", organization)
                .With("org_slug", "northwind")
                .With("org_role", role)
                .With("org_permissions", new JsonArray([.. permissions.Select(permission => (JsonNode)permission)]));
    }

    public string Header() => header.ToJsonString();

    public string Claims() => claims.ToJsonString();

    /// <summary>The token, signed as its header does or does not say: RS256.</summary>
    public string Signed(RSA? key = null) => Sign(Header(), Claims(), key);

    /// <summary>For the <c>Authorization</c> header.</summary>
    public string Bearer() => $"Bearer {Signed()}";

    public static string Sign(string header, string claims, RSA? key = null) => Sign(header, Encoding.UTF8.GetBytes(claims), key);

    public static string Sign(string header, byte[] claims, RSA? key = null) => SignText($"{Part(header)}.{Part(claims)}", key);

    /// <param name="content">Header and payload, encoded in whatever way.</param>
    public static string SignText(string content, RSA? key = null)
    {
        lock (Gate)
        {
            var bytes = Encoding.ASCII.GetBytes(content);
            return $"{content}.{Part((key ?? Key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }
    }

    /// <summary>Signed in another way.</summary>
    public string SignedBy(Func<byte[], byte[]> sign)
    {
        var content = $"{Part(Header())}.{Part(Claims())}";
        lock (Gate)
        {
            return $"{content}.{Part(sign(Encoding.ASCII.GetBytes(content)))}";
        }
    }

    public static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    public static string Part(byte[] bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Keys as Clerk serves them.</summary>
    public static string Jwks(params (string Id, RSA Key)[] keys) =>
        JsonSerializer.Serialize(new { keys = keys.Select(key => Jwk(key.Id, key.Key)) });

    public static JsonObject Jwk(string id, RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = "RSA",
            ["kid"] = id,
            ["alg"] = "RS256",
            ["n"] = Part(numbers.Modulus!),
            ["e"] = Part(numbers.Exponent!),
        };
    }
}
