using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Which events there are and what they hold; that they are signed the receiver checks.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync(clock);

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task Every_change_of_a_user_is_announced_with_the_user_as_it_is_then()
    {
        await using var clerk = await StartAsync();
        var user = clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example", ExternalId = "usr_1" });
        var created = await receiver.NextAsync();
        var updated = clerk.Directory.UpdateUser(user.Id, json => json["first_name"] = "Mara");
        var change = await receiver.NextAsync();
        await clerk.SendAsync($"DELETE /users/{user.Id}");
        var deleted = await receiver.NextAsync();

        Assert.Equal(("user.created", "user.updated", "user.deleted"), (created.Type, change.Type, deleted.Type));
        Assert.Equal(Text(user), created.Data.GetRawText());
        Assert.Equal(Text(updated), change.Data.GetRawText());
        Assert.Equal($$"""{"object":"user","id":"{{user.Id}}","deleted":true,"external_id":"usr_1"}""", deleted.Data.GetRawText());
    }

    [Fact]
    public async Task Envelope_is_as_clerk_sends_it()
    {
        await using var clerk = await StartAsync(options => options with { InstanceId = "ins_mine" });
        clerk.Directory.CreateUser(new());

        var delivery = await receiver.NextAsync();

        Assert.StartsWith("msg_", delivery.Id, StringComparison.Ordinal);
        Assert.Equal($"{clock.GetUtcNow().ToUnixTimeSeconds()}", delivery.Timestamp);
        Assert.Equal("application/json", delivery.ContentType);
        Assert.Equal("event", delivery.Event.GetProperty("object").GetString());
        Assert.Equal("ins_mine", delivery.Event.GetProperty("instance_id").GetString());
        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), delivery.Event.GetProperty("timestamp").GetInt64());
        Assert.True(delivery.Event.GetProperty("event_attributes").TryGetProperty("http_request", out _));
    }

    [Fact]
    public async Task Event_goes_to_every_endpoint_with_the_same_id()
    {
        await using var second = await WebhookReceiver.StartAsync(clock);
        await using var clerk = await StartAsync(options => options with { Endpoints = [receiver.Endpoint, second.Endpoint] });
        clerk.Directory.CreateUser(new());

        Assert.Equal((await receiver.NextAsync()).Id, (await second.NextAsync()).Id);
        await clerk.Simulator.WebhooksAtRestAsync();
        Assert.Equal(
            new ClerkWebhookCounts(Queued: 2, Sent: 2, Delivered: 2, Lost: 0, Duplicated: 0, Failed: 0, Pending: 0),
            clerk.Simulator.Metrics.Webhooks);
    }

    [Fact]
    public async Task Refused_change_is_not_announced()
    {
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUsers(1, _ => new NewUser { Username = "taken" }, announce: false);

        Assert.Throws<ClerkRefusedException>(() => clerk.Directory.CreateUser(new() { Username = "taken" }));

        Assert.Empty(await receiver.AllAsync(clerk.Simulator));
    }

    [Fact]
    public async Task Organization_and_its_first_administrator_are_announced()
    {
        await using var clerk = await StartAsync();
        var user = Silent(clerk, "mara@x.example");

        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind Robotics", CreatedBy = user.Id });
        var events = await EventsAsync(clerk);

        Assert.Equal(["organization.created", "organizationMembership.created"], events.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("northwind-robotics", events["organization.created"].Data.GetProperty("slug").GetString());
        Assert.Equal(1, events["organization.created"].Data.GetProperty("members_count").GetInt32());
        var membership = events["organizationMembership.created"].Data;
        Assert.Equal(organization.Id, membership.GetProperty("organization").GetProperty("id").GetString());
        Assert.Equal("org:admin", membership.GetProperty("role").GetString());
        Assert.Equal("mara@x.example", membership.GetProperty("public_user_data").GetProperty("identifier").GetString());
    }

    [Fact]
    public async Task Membership_is_announced_whole_also_when_it_ends()
    {
        await using var clerk = await StartAsync();
        var user = Silent(clerk, "mara@x.example");
        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind" });
        clerk.Directory.AddMember(organization.Id, user.Id);
        clerk.Directory.ChangeRole(organization.Id, user.Id, "org:admin");
        clerk.Directory.ChangeRole(organization.Id, Add(clerk, organization).UserId, "org:admin");
        await receiver.AllAsync(clerk.Simulator);

        clerk.Directory.RemoveMember(organization.Id, user.Id);

        var ended = Assert.Single(await receiver.AllAsync(clerk.Simulator));
        Assert.Equal("organizationMembership.deleted", ended.Type);
        Assert.Equal(user.Id, ended.Data.GetProperty("public_user_data").GetProperty("user_id").GetString());
        Assert.Equal(1, ended.Data.GetProperty("organization").GetProperty("members_count").GetInt32());
    }

    [Theory]
    [InlineData(false, "organization.deleted")]
    [InlineData(true, "organization.deleted organizationMembership.deleted")]
    public async Task End_of_an_organization_is_announced_for_its_members_if_asked_for(bool cascades, string expected)
    {
        await using var clerk = await StartAsync(options => options with { AnnounceCascades = cascades });
        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind", CreatedBy = Silent(clerk, "mara@x.example").Id });
        await receiver.AllAsync(clerk.Simulator);

        clerk.Directory.DeleteOrganization(organization.Id);
        var events = await EventsAsync(clerk);

        Assert.Equal(expected, string.Join(' ', events.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(
            $$"""{"object":"organization","id":"{{organization.Id}}","deleted":true,"slug":"northwind"}""",
            events["organization.deleted"].Data.GetRawText());
    }

    [Fact]
    public async Task Acceptance_by_somebody_new_is_three_events()
    {
        await using var clerk = await StartAsync();
        var organization = clerk.Directory.CreateOrganization(new() { Name = "Northwind" });
        var invitation = clerk.Directory.InviteToOrganization(
            organization.Id, new() { EmailAddress = "jonas@x.example", PublicMetadata = new() { ["department"] = "field" } });
        var invited = (await EventsAsync(clerk))["organizationInvitation.created"];

        var membership = clerk.Directory.AcceptOrganizationInvitation(invitation.Id);
        var events = await EventsAsync(clerk);

        Assert.Equal("pending", invited.Data.GetProperty("status").GetString());
        Assert.Equal(["organizationInvitation.accepted", "organizationMembership.created", "user.created"], events.Keys.Order(StringComparer.Ordinal));
        var accepted = events["organizationInvitation.accepted"].Data;
        Assert.Equal(membership.UserId, accepted.GetProperty("user_id").GetString());
        Assert.Equal("accepted", accepted.GetProperty("status").GetString());
        Assert.Equal(organization.Id, accepted.GetProperty("public_organization_data").GetProperty("id").GetString());
        Assert.Equal("field", events["organizationMembership.created"].Data.GetProperty("public_metadata").GetProperty("department").GetString());
        Assert.Equal("{}", events["user.created"].Data.GetProperty("public_metadata").GetRawText());
    }

    [Theory]
    [InlineData(false, "user.created")]
    [InlineData(true, "user.created user.updated")]
    public async Task Metadata_of_an_invitation_reach_the_user_at_once_or_later(bool later, string expected)
    {
        await using var clerk = await StartAsync(options => options with { InvitationMetadataComesLater = later });
        var invitation = clerk.Directory.Invite(new() { EmailAddress = "jonas@x.example", PublicMetadata = new() { ["key"] = "k1" } });

        var user = clerk.Directory.AcceptInvitation(invitation.Id);
        var events = await EventsAsync(clerk);

        Assert.Equal(expected, string.Join(' ', events.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(later ? "{}" : """{"key":"k1"}""", events["user.created"].Data.GetProperty("public_metadata").GetRawText());
        Assert.Equal("k1", (string?)user.ToJson()["public_metadata"]!["key"]);
        Assert.Equal("ticket", (string?)user.ToJson()["email_addresses"]![0]!["verification"]!["strategy"]);
    }

    private Task<RunningClerk> StartAsync(Func<ClerkSimulatorOptions, ClerkSimulatorOptions>? configure = null) => RunningClerk.StartAsync(
        options => (configure ?? (same => same))(options with { Endpoints = [receiver.Endpoint] }), clock);

    private async Task<Dictionary<string, Received>> EventsAsync(RunningClerk clerk) =>
        (await receiver.AllAsync(clerk.Simulator)).ToDictionary(each => each.Type);

    private static ClerkUser Silent(RunningClerk clerk, string address) =>
        clerk.Directory.CreateUsers(1, _ => new NewUser { EmailAddress = address }, announce: false)[0];

    private static ClerkMembership Add(RunningClerk clerk, ClerkOrganization organization) =>
        clerk.Directory.AddMember(organization.Id, Silent(clerk, "other@x.example").Id);

    private static string Text(ClerkUser user) => System.Text.Encoding.UTF8.GetString(user.Json.Span);
}
