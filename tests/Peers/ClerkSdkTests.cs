using System.Text.Json;
using Local.Clerk;
using Serverless.Tests.Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>Clerk's own SDK, unmodified, against the simulator.</summary>
[Collection(SharedPeer.Name)]
public sealed class ClerkSdkTests(Peer peer)
{
    private const string SecretKey = "sk_test_peer";

    [Fact]
    public async Task Users_are_listed_counted_and_read()
    {
        await using var clerk = await StartAsync();
        var users = clerk.Directory.CreateUsers(25);
        clerk.Directory.BanUser(users[3].Id);

        var page = (await CallAsync(clerk, "users.getUserList", new { limit = 20, orderBy = "+created_at" })).Value;
        var next = (await CallAsync(clerk, "users.getUserList", new { limit = 20, orderBy = "+created_at", startingAfter = users[19].Id })).Value;
        var some = (await CallAsync(clerk, "users.getUserList", new { userId = new[] { users[1].Id, $"-{users[2].Id}" } })).Value;
        var banned = (await CallAsync(clerk, "users.getCount", new { banned = true })).Value;
        var one = (await CallAsync(clerk, "users.getUser", users[3].Id)).Value;

        Assert.Equal(users.Select(user => user.Id), Ids(page).Concat(Ids(next)));
        Assert.Equal(25, page.GetProperty("totalCount").GetInt32());
        Assert.Equal([users[1].Id], Ids(some));
        Assert.Equal(1, banned.GetInt32());
        Assert.Equal("person-3@people.example", one.GetProperty("emailAddresses")[0].GetProperty("emailAddress").GetString());
        Assert.True(one.GetProperty("banned").GetBoolean());
        Assert.Equal(users[3].CreatedAt, one.GetProperty("createdAt").GetInt64());
    }

    [Fact]
    public async Task Users_are_created_changed_and_deleted()
    {
        await using var clerk = await StartAsync();

        var mara = new { emailAddress = new[] { "mara@x.example" }, firstName = "Mara", publicMetadata = new { a = 1 } };
        var created = (await CallAsync(clerk, "users.createUser", mara)).Value;
        var id = created.GetProperty("id").GetString()!;
        var renamed = (await CallAsync(clerk, "users.updateUser", id, new { lastName = "Ilves", externalId = "usr_1" })).Value;
        var merged = (await CallAsync(clerk, "users.updateUserMetadata", id, new { publicMetadata = new { fooBar = 2 } })).Value;
        var replaced = (await CallAsync(clerk, "users.replaceUserMetadata", id, new { publicMetadata = new { only = 3 } })).Value;
        var banned = (await CallAsync(clerk, "users.banUser", id)).Value;
        var deleted = (await CallAsync(clerk, "users.deleteUser", id)).Value;

        Assert.Equal("usr_1", renamed.GetProperty("externalId").GetString());
        Assert.Equal("""{"a":1,"fooBar":2}""", merged.GetProperty("publicMetadata").GetRawText());
        Assert.Equal("""{"only":3}""", replaced.GetProperty("publicMetadata").GetRawText());
        Assert.True(banned.GetProperty("banned").GetBoolean());
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        Assert.Equal(0, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Invitations_are_made_listed_and_revoked()
    {
        await using var clerk = await StartAsync();

        var created = (await CallAsync(
            clerk,
            "invitations.createInvitation",
            new { emailAddress = "jonas@x.example", publicMetadata = new { key = "k1" }, notify = false, ignoreExisting = true, expiresInDays = 7 })).Value;
        var list = (await CallAsync(clerk, "invitations.getInvitationList", new { status = "pending" })).Value;
        var revoked = (await CallAsync(clerk, "invitations.revokeInvitation", created.GetProperty("id").GetString()!)).Value;
        object two = new[] { new { emailAddress = "a@x.example" }, new { emailAddress = "b@x.example" } };
        var bulk = (await CallAsync(clerk, "invitations.createInvitationBulk", two)).Value;

        Assert.Equal("k1", created.GetProperty("publicMetadata").GetProperty("key").GetString());
        Assert.Equal((1, created.GetProperty("id").GetString()), (list.GetProperty("totalCount").GetInt32(), Ids(list).Single()));
        Assert.Equal("revoked", revoked.GetProperty("status").GetString());
        Assert.Equal(2, bulk.GetArrayLength());
    }

    [Fact]
    public async Task Organizations_members_and_their_invitations_are_managed()
    {
        await using var clerk = await StartAsync();
        var users = clerk.Directory.CreateUsers(2);

        var organization = (await CallAsync(clerk, "organizations.createOrganization", new { name = "Northwind", createdBy = users[0].Id })).Value;
        var id = organization.GetProperty("id").GetString()!;
        var member = (await CallAsync(
            clerk, "organizations.createOrganizationMembership", new { organizationId = id, userId = users[1].Id, role = "org:member" })).Value;
        var list = (await CallAsync(clerk, "organizations.getOrganizationList", new { includeMembersCount = true })).Value;
        var members = (await CallAsync(
            clerk,
            "organizations.getOrganizationMembershipList",
            new { organizationId = id, role = new[] { "org:admin" }, orderBy = "-created_at" })).Value;
        var ofUser = (await CallAsync(clerk, "users.getOrganizationMembershipList", new { userId = users[1].Id })).Value;
        var invited = (await CallAsync(
            clerk,
            "organizations.createOrganizationInvitation",
            new { organizationId = id, emailAddress = "a@x.example", role = "org:member", inviterUserId = users[0].Id })).Value;
        var invitations = (await CallAsync(
            clerk, "organizations.getOrganizationInvitationList", new { organizationId = id, status = new[] { "pending", "accepted" } })).Value;
        var revoked = (await CallAsync(
            clerk,
            "organizations.revokeOrganizationInvitation",
            new { organizationId = id, invitationId = invited.GetProperty("id").GetString(), requestingUserId = users[0].Id })).Value;
        var deleted = (await CallAsync(clerk, "organizations.deleteOrganization", id)).Value;

        Assert.Equal(users[1].Id, member.GetProperty("publicUserData").GetProperty("userId").GetString());
        Assert.Equal(2, list.GetProperty("data")[0].GetProperty("membersCount").GetInt32());
        var admin = Assert.Single(members.GetProperty("data").EnumerateArray());
        Assert.Equal(users[0].Id, admin.GetProperty("publicUserData").GetProperty("userId").GetString());
        Assert.Equal(1, ofUser.GetProperty("totalCount").GetInt32());
        Assert.Equal(Ids(invitations), [invited.GetProperty("id").GetString()!]);
        Assert.Equal("revoked", revoked.GetProperty("status").GetString());
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task Errors_become_those_of_the_sdk()
    {
        await using var clerk = await StartAsync();

        var missing = await CallAsync(clerk, "users.getUser", "user_missing");
        var wrongKey = await peer.CallClerkAsync(clerk.Simulator.Address, "sk_test_other", "users.getUser", "user_missing");
        clerk.Simulator.Faults.Apply(new ClerkFaultOrder { Kind = ClerkFaultKind.Answer, Status = 429, RetryAfterMilliseconds = 7000 });
        var limited = await CallAsync(clerk, "users.getUser", "user_missing");

        Assert.Equal(("resource_not_found", 404), (missing.Code, missing.Error.GetProperty("status").GetInt32()));
        Assert.Matches("^[0-9a-f]{32}$", missing.Error.GetProperty("clerkTraceId").GetString());
        Assert.Contains("user_missing", missing.Error.GetProperty("errors")[0].GetProperty("longMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(("clerk_key_invalid", 401), (wrongKey.Code, wrongKey.Error.GetProperty("status").GetInt32()));
        Assert.Equal((429, 7), (limited.Error.GetProperty("status").GetInt32(), limited.Error.GetProperty("retryAfter").GetInt32()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Session_token_is_verified_by_served_keys_and_by_pem(int version)
    {
        await using var clerk = await StartAsync();
        var user = clerk.Directory.CreateUser(new());
        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind", CreatedBy = user.Id });
        var token = clerk.Simulator.IssueSessionToken(new() { UserId = user.Id, OrganizationId = organization.Id, Version = version });

        var served = await peer.VerifyTokenAsync(token, new { secretKey = SecretKey, apiUrl = clerk.Simulator.Address, skipJwksCache = true });
        var pem = await peer.VerifyTokenAsync(token, new { jwtKey = clerk.Simulator.PublicKey, authorizedParties = new[] { "http://localhost:3000" } });

        Assert.Equal(user.Id, served.Value.GetProperty("sub").GetString());
        Assert.Equal(user.Id, pem.Value.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task Session_token_of_another_key_party_or_time_is_refused()
    {
        await using var clerk = await StartAsync();
        await using var other = await StartAsync();
        var user = clerk.Directory.CreateUser(new());
        var token = clerk.Simulator.IssueSessionToken(new() { UserId = user.Id });
        var old = clerk.Simulator.IssueSessionToken(new() { UserId = user.Id, Lifetime = TimeSpan.FromSeconds(-60) });

        var otherKey = await peer.VerifyTokenAsync(token, new { jwtKey = other.Simulator.PublicKey });
        var otherParty = await peer.VerifyTokenAsync(
            token, new { jwtKey = clerk.Simulator.PublicKey, authorizedParties = new[] { "https://elsewhere.example" } });
        var expired = await peer.VerifyTokenAsync(old, new { jwtKey = clerk.Simulator.PublicKey });

        Assert.Equal("token-invalid-signature", otherKey.Error.GetProperty("reason").GetString());
        Assert.Equal("token-invalid-authorized-parties", otherParty.Error.GetProperty("reason").GetString());
        Assert.Equal("token-expired", expired.Error.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Webhook_is_verified()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var receiver = await WebhookReceiver.StartAsync(clock);
        await using var clerk = await RunningClerk.StartAsync(options => options with { Endpoints = [receiver.Endpoint] }, clock);
        clerk.Directory.CreateUser(new() { FirstName = "Zoë 👩‍🚀" });
        var delivery = await receiver.NextAsync();
        var headers = new Dictionary<string, string>
        {
            ["svix-id"] = delivery.Id,
            ["svix-timestamp"] = delivery.Timestamp,
            ["svix-signature"] = delivery.Signature,
        };

        Assert.Null(await peer.VerifyAsync(Peer.Clerk, WebhookReceiver.Secret, headers, delivery.Event.GetRawText()));
        Assert.NotNull(await peer.VerifyAsync(Peer.Clerk, WebhookReceiver.Secret, headers, delivery.Event.GetRawText() + " "));
    }

    /// <summary>On a clock that stands at the present, since the SDK's cannot be set.</summary>
    private static Task<RunningClerk> StartAsync() =>
        RunningClerk.StartAsync(options => options with { SecretKey = SecretKey }, new ManualClock(DateTimeOffset.UtcNow));

    private Task<PeerOutcome> CallAsync(RunningClerk clerk, string call, params object[] arguments) =>
        peer.CallClerkAsync(clerk.Simulator.Address, SecretKey, call, arguments);

    private static List<string> Ids(JsonElement list) =>
        [.. list.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("id").GetString()!)];
}
