using System.Text.Json.Nodes;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Claims that the instance adds to its session tokens.</summary>
public sealed class SessionClaimsTests
{
    [Theory]
    [InlineData("""{"metadata":{"role":"{{user.public_metadata.role}}"}}""", """{"metadata":{"role":"editor"}}""")]
    [InlineData("""{"m":"{{ user.public_metadata }}"}""", """{"m":{"role":"editor","team":{"size":3}}}""")]
    [InlineData("""{"m":["{{user.public_metadata.team.size}}",7,null]}""", """{"m":[3,7,null]}""")]
    [InlineData("""{"m":"{{user.public_metadata.role.deeper}}"}""", """{"m":null}""")]
    [InlineData("""{"m":"{{user.unsafe_metadata.theme}}"}""", """{"m":"dark"}""")]
    [InlineData("""{"m":"{{user.primary_email_address}}","n":"{{user.last_name}}"}""", """{"m":"mara@people.example","n":null}""")]
    [InlineData("""{"m":"plain"}""", """{"m":"plain"}""")]
    public async Task Shortcode_becomes_what_it_names(string template, string expected)
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { SessionClaims = template });
        var user = clerk.Directory.CreateUser(new()
        {
            EmailAddress = "mara@people.example",
            PublicMetadata = JsonNode.Parse("""{"role":"editor","team":{"size":3}}""")!.AsObject(),
            UnsafeMetadata = new() { ["theme"] = "dark" },
        });

        var claims = SessionTokenTests.ClaimsOf(clerk.Simulator.IssueSessionToken(new() { UserId = user.Id }));

        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.True(claims.ContainsKey(name));
            Assert.Equal(value?.ToJsonString(), claims[name]?.ToJsonString());
        }

        Assert.Equal(user.Id, (string?)claims["sub"]);
    }

    [Fact]
    public async Task Token_says_the_role_of_the_moment()
    {
        await using var clerk = await RunningClerk.StartAsync(
            options => options with { SessionClaims = """{"role":"{{user.public_metadata.role}}","id":"{{user.id}}"}""" });
        var user = clerk.Directory.CreateUser(new());

        var without = SessionTokenTests.ClaimsOf(clerk.Simulator.IssueSessionToken(new() { UserId = user.Id }));
        clerk.Directory.MergeMetadata(user.Id, publicly: new() { ["role"] = "admin" });
        var with = SessionTokenTests.ClaimsOf(clerk.Simulator.IssueSessionToken(new() { UserId = user.Id }));
        var own = SessionTokenTests.ClaimsOf(clerk.Simulator.IssueSessionToken(new() { UserId = user.Id, Claims = new() { ["role"] = "mine" } }));

        Assert.Null(without["role"]);
        Assert.Equal(("admin", user.Id, "mine"), ((string?)with["role"], (string?)with["id"], (string?)own["role"]));
    }

    [Theory]
    [InlineData("""{"role":"{{user.private_metadata.role}}"}""", "{{user.private_metadata.role}} is not supported")]
    [InlineData("""{"a":[{"b":"{{org.id}}"}]}""", "{{org.id}} is not supported")]
    [InlineData("""{"name":"{{user.first_name}} {{user.last_name}}"}""", "each alone in its string")]
    [InlineData("""{"role":"{{user.public_metadata.role || 'user'}}"}""", "is not supported")]
    [InlineData("""{"role":"{{user.public_metadata.}}"}""", "is not supported")]
    [InlineData("""{"sub":"{{user.id}}"}""", "sub is Clerk's own claim")]
    [InlineData("""{"o":{"rol":"admin"}}""", "o is Clerk's own claim")]
    [InlineData("""["role"]""", "Session claims are a JSON object")]
    [InlineData("""{"role":""", "Session claims are a JSON object")]
    [InlineData("""{"role":1,"role":2}""", "Session claims are a JSON object")]
    public async Task What_is_wrong_with_them_is_said_at_the_start(string template, string problem)
    {
        var refused = await Assert.ThrowsAnyAsync<ArgumentException>(() => RunningClerk.StartAsync(options => options with { SessionClaims = template }));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }
}
