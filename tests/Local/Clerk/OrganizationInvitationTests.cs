using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

public sealed class OrganizationInvitationTests
{
    [Fact]
    public async Task New_invitation_names_inviter_role_and_expiry()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (organization, admin) = Northwind(clerk);

        var answer = await clerk.SendAsync(
            $"POST /organizations/{organization.Id}/invitations",
            $$"""{"email_address":"jonas@x.example","role":"org:member","inviter_user_id":"{{admin.Id}}","public_metadata":{"a":1},"expires_in_days":2}""");
        var read = await clerk.SendAsync($"GET /organizations/{organization.Id}/invitations/{answer.Text("id")}");

        Assert.Equal(("organization_invitation", "pending", "Member"), (answer.Text("object"), answer.Text("status"), answer.Text("role_name")));
        Assert.Equal((organization.Id, admin.Id), (answer.Text("organization_id"), answer.Text("inviter_id")));
        Assert.Equal(admin.Id, answer.Json.GetProperty("public_inviter_data").GetProperty("user_id").GetString());
        Assert.Equal(clerk.Clock.GetUtcNow().AddDays(2).ToUnixTimeMilliseconds(), answer.Number("expires_at"));
        Assert.Equal(answer.Body, read.Body);
    }

    [Fact]
    public async Task Who_is_invited_or_a_member_is_not_invited_again()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (organization, admin) = Northwind(clerk);
        clerk.Directory.InviteToOrganization(organization.Id, new() { EmailAddress = "jonas@x.example" });

        Assert.Equal("organization_invitation_not_unique", (await InviteAsync("Jonas@x.example", "org:member")).Code);
        Assert.Equal("already_a_member_in_organization", (await InviteAsync(admin.PrimaryEmailAddress!, "org:member")).Code);
        Assert.Equal("resource_not_found", (await InviteAsync("new@x.example", "org:owner")).Code);
        clerk.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.OK, (await InviteAsync("jonas@x.example", "org:member")).Status);

        Task<Answer> InviteAsync(string address, string role) => clerk.SendAsync(
            $"POST /organizations/{organization.Id}/invitations", $$"""{"email_address":"{{address}}","role":"{{role}}"}""");
    }

    [Fact]
    public async Task Acceptance_makes_a_member_with_role_and_metadata()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (organization, _) = Northwind(clerk);
        var known = clerk.Directory.CreateUser(new() { EmailAddress = "jonas@x.example" });
        var invitation = clerk.Directory.InviteToOrganization(
            organization.Id,
            new()
            {
                EmailAddress = "jonas@x.example",
                Role = ClerkRole.Admin,
                PublicMetadata = new() { ["a"] = 1 },
                PrivateMetadata = new() { ["b"] = 2 },
            });

        var membership = clerk.Directory.AcceptOrganizationInvitation(invitation.Id);

        Assert.Equal((known.Id, ClerkRole.Admin), (membership.UserId, membership.Role));
        Assert.Equal(("""{"a":1}""", """{"b":2}"""), (membership.PublicMetadata, membership.PrivateMetadata));
        Assert.Equal(2, clerk.Directory.UserCount);
        Assert.Equal([invitation.Id], await clerk.IdsAsync($"/users/{known.Id}/organization_invitations?status=accepted"));
        var again = Assert.Throws<ClerkRefusedException>(() => clerk.Directory.AcceptOrganizationInvitation(invitation.Id));
        Assert.Equal("organization_invitation_not_pending", again.Code);
    }

    [Fact]
    public async Task Revoked_invitation_is_refused_from_then_on()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (organization, admin) = Northwind(clerk);
        var invitation = clerk.Directory.InviteToOrganization(organization.Id, new() { EmailAddress = "jonas@x.example" });
        var path = $"/organizations/{organization.Id}/invitations/{invitation.Id}/revoke";

        var byStranger = await clerk.SendAsync($"POST {path}", """{"requesting_user_id":"user_missing"}""");
        var revoked = await clerk.SendAsync($"POST {path}", $$"""{"requesting_user_id":"{{admin.Id}}"}""");
        var again = await clerk.SendAsync($"POST {path}");

        Assert.Equal(HttpStatusCode.Forbidden, byStranger.Status);
        Assert.Equal("revoked", revoked.Text("status"));
        Assert.Equal((HttpStatusCode.NotFound, "organization_invitation_not_pending"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Lists_are_by_organization_or_of_all()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var (first, _) = Northwind(clerk);
        var second = clerk.Directory.CreateOrganization(new() { Name = "Other" });
        var a = clerk.Directory.InviteToOrganization(first.Id, new() { EmailAddress = "a@x.example" });
        clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        var b = clerk.Directory.InviteToOrganization(second.Id, new() { EmailAddress = "b@x.example" });
        clerk.Directory.RevokeOrganizationInvitation(b.Id);

        Assert.Equal([a.Id], await clerk.IdsAsync($"/organizations/{first.Id}/invitations"));
        Assert.Empty(await clerk.IdsAsync($"/organizations/{first.Id}/invitations?email_address=b@x.example"));
        Assert.Equal([b.Id, a.Id], await clerk.IdsAsync("/organization_invitations"));
        Assert.Equal([a.Id, b.Id], await clerk.IdsAsync("/organization_invitations?order_by=email_address"));
        Assert.Equal([a.Id, b.Id], await clerk.IdsAsync("/organization_invitations?status=pending&status=revoked&order_by=created_at"));
        Assert.Equal([b.Id], await clerk.IdsAsync("/organization_invitations?query=B@"));
        Assert.Equal("resource_not_found", (await clerk.SendAsync($"GET /organizations/{second.Id}/invitations/{a.Id}")).Code);
    }

    private static (ClerkOrganization Organization, ClerkUser Admin) Northwind(RunningClerk clerk)
    {
        var admin = clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });
        return (clerk.Directory.CreateOrganization(new() { Name = "Northwind", CreatedBy = admin.Id }), admin);
    }
}
