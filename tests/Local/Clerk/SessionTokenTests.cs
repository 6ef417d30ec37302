using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Keys and session tokens; that Clerk's own library takes them is tested among the peers.</summary>
public sealed class SessionTokenTests
{
    private static readonly ClerkRole Editor = new(
        "org:editor", "Editor", ["org:sys_memberships:read", "org:teams:read", "org:dashboard:manage", "org:dashboard:read"]);

    [Fact]
    public async Task Version_2_has_the_claims_of_the_documentation()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        var request = new SessionTokenRequest { UserId = user.Id, Claims = new() { ["tier"] = 3, ["sub"] = "user_other" } };

        var (header, claims) = Decode(clerk, clerk.Simulator.IssueSessionToken(request));

        var now = clerk.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(("RS256", "JWT", "ins_local"), (Text(header, "alg"), Text(header, "typ"), Text(header, "kid")));
        Assert.Equal(clerk.Simulator.Address.AbsoluteUri.TrimEnd('/'), Text(claims, "iss"));
        Assert.Equal((user.Id, "http://localhost:3000", "active"), (Text(claims, "sub"), Text(claims, "azp"), Text(claims, "sts")));
        Assert.StartsWith("sess_", Text(claims, "sid"), StringComparison.Ordinal);
        Assert.Equal((2, now, now - 10, now + 60), (Number(claims, "v"), Number(claims, "iat"), Number(claims, "nbf"), Number(claims, "exp")));
        Assert.Equal(3, Number(claims, "tier"));
        Assert.False(claims.TryGetProperty("o", out _));
    }

    [Fact]
    public async Task Organization_of_version_2_has_role_and_permissions_as_masks()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { Roles = [.. ClerkRole.Defaults, Editor] });
        var (user, organization) = Member(clerk, Editor.Key);

        var (_, claims) = Decode(clerk, clerk.Simulator.IssueSessionToken(new() { UserId = user, OrganizationId = organization }));

        Assert.Equal("o:dashboard,o:teams", Text(claims, "fea"));
        Assert.Equal(
            $$"""{"id":"{{organization}}","slg":"northwind","rol":"editor","per":"manage,read","fpm":"3,2"}""",
            claims.GetProperty("o").GetRawText());
    }

    [Fact]
    public async Task Organization_of_version_1_is_flat()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { Roles = [.. ClerkRole.Defaults, Editor] });
        var (user, organization) = Member(clerk, Editor.Key);

        var (_, claims) = Decode(clerk, clerk.Simulator.IssueSessionToken(new() { UserId = user, OrganizationId = organization, Version = 1 }));

        Assert.Equal((organization, "northwind", "org:editor"), (Text(claims, "org_id"), Text(claims, "org_slug"), Text(claims, "org_role")));
        Assert.Equal("""["org:teams:read","org:dashboard:manage","org:dashboard:read"]""", claims.GetProperty("org_permissions").GetRawText());
        Assert.False(claims.TryGetProperty("v", out _));
    }

    [Fact]
    public async Task Token_can_be_pending_anonymous_in_origin_and_short_lived()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { Issuer = "https://clerk.northwind.example" });
        var user = clerk.Directory.CreateUser(new());

        var (_, claims) = Decode(clerk, clerk.Simulator.IssueSessionToken(new()
        {
            UserId = user.Id,
            Status = "pending",
            AuthorizedParty = null,
            Lifetime = TimeSpan.FromSeconds(5),
            SessionId = "sess_mine",
        }));

        Assert.Equal(("pending", "sess_mine", "https://clerk.northwind.example"), (Text(claims, "sts"), Text(claims, "sid"), Text(claims, "iss")));
        Assert.False(claims.TryGetProperty("azp", out _));
        Assert.Equal(5, Number(claims, "exp") - Number(claims, "iat"));
    }

    [Fact]
    public async Task Nobody_gets_a_token_for_what_does_not_exist_or_is_not_theirs()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (user, _) = Member(clerk, ClerkRole.Member);
        var other = clerk.Directory.CreateOrganization(new() { Name = "Other" });

        Assert.Throws<ClerkRefusedException>(() => clerk.Simulator.IssueSessionToken(new() { UserId = "user_missing" }));
        Assert.Throws<ClerkRefusedException>(() => clerk.Simulator.IssueSessionToken(new() { UserId = user, OrganizationId = "org_missing" }));
        Assert.Throws<ClerkRefusedException>(() => clerk.Simulator.IssueSessionToken(new() { UserId = user, OrganizationId = other.Id }));
        Assert.Throws<ArgumentException>(() => clerk.Simulator.IssueSessionToken(new() { UserId = user, Version = 3 }));
    }

    [Fact]
    public async Task Keys_are_public_without_and_served_with_the_secret_key()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var served = await clerk.SendAsync("GET /jwks");
        clerk.Http.DefaultRequestHeaders.Authorization = null;
        var open = await clerk.SendAsync("GET //.well-known/jwks.json");

        Assert.Equal(served.Body, open.Body);
        Assert.Equal(HttpStatusCode.Unauthorized, (await clerk.SendAsync("GET /jwks")).Status);
        var key = Assert.Single(served.Json.GetProperty("keys").EnumerateArray());
        using var rsa = RSA.Create();
        rsa.ImportFromPem(clerk.Simulator.PublicKey);
        Assert.Equal(2048, rsa.KeySize);
        Assert.Equal(Base64Url.EncodeToString(rsa.ExportParameters(includePrivateParameters: false).Modulus), Text(key, "n"));
        Assert.Equal(("AQAB", "ins_local"), (Text(key, "e"), Text(key, "kid")));
    }

    /// <summary>Unverified.</summary>
    internal static JsonObject ClaimsOf(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    private static (string User, string Organization) Member(RunningClerk clerk, string role)
    {
        var user = clerk.Directory.CreateUser(new());
        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind" });
        clerk.Directory.AddMember(organization.Id, user.Id, role);
        return (user.Id, organization.Id);
    }

    /// <summary>Fails unless the signature is right.</summary>
    private static (JsonElement Header, JsonElement Claims) Decode(RunningClerk clerk, string token)
    {
        var parts = token.Split('.');
        using var rsa = RSA.Create();
        rsa.ImportFromPem(clerk.Simulator.PublicKey);
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return (JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement, JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
