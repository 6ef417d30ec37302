using Local.Clerk;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;
using NewInvitation = Local.Clerk.NewInvitation;

namespace Serverless.Tests.Flows;

/// <summary>From pending to active: with the webhook, without it, and with everything lost.</summary>
public sealed class When_somebody_is_invited : IAsyncLifetime
{
    private const string Address = "Jonas@Invited.example";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        northwind = await AnOrganization.Of(stack);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task They_exist_as_pending_at_once()
    {
        var answer = await northwind.Invite(Address);

        Assert.Equal(201, answer.Status);
        Assert.Equal($"/api/invitations/{answer["id"]}", answer.Headers.Location?.ToString());
        Assert.Equal("sent", answer["status"]);
        Assert.Equal("jonas@invited.example", answer["email"]);
        var pending = Assert.Single(await stack.PendingPeople());
        Assert.Equal(answer["user"], pending.Id.Value);
        Assert.Equal("pending_" + pending.Id.Value["usr_".Length..], pending.Subject);
        Assert.Equal((UserStatus.Pending, "jonas@invited.example"), (pending.Status, pending.Email));
        var atClerk = Directory.FindOrganizationInvitation(await northwind.AtClerk(InvitationId.Parse(answer["id"]!)))!;
        Assert.Equal((northwind.Clerk.Id, "jonas@invited.example", "org:member"), (atClerk.OrganizationId, atClerk.EmailAddress, atClerk.Role));
    }

    [Fact]
    public async Task They_keep_their_id_when_they_follow_the_link()
    {
        var invitation = await northwind.Invited(Address, "org:admin");
        var jonas = await Accept(invitation);
        await stack.Settled();

        await IsActive(jonas, invitation, "org:admin");
    }

    [Fact]
    public async Task They_keep_their_id_when_the_first_request_comes_before_any_webhook()
    {
        var invitation = await northwind.Invited(Address);
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var jonas = await Accept(invitation);

        var me = await stack.As(jonas, northwind.Clerk).Get("/api/me");

        Assert.Equal((200, invitation.User.Value, "active"), (me.Status, me["id"], me["status"]));
        Assert.Equal("org:member", me.Body.GetProperty("organization").GetProperty("role").GetString());
        await stack.Settled();
        await IsActive(jonas, invitation, "org:member");
    }

    [Fact]
    public async Task They_keep_their_id_when_everything_is_lost_and_a_sweep_finds_them()
    {
        var invitation = await northwind.Invited(Address);
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var jonas = await Accept(invitation);

        await stack.Sweep();
        await stack.Quiet();

        Assert.Equal(invitation.User, (await stack.User(jonas.Id))!.Value.Id);
        Assert.Equal(InvitationStatus.Accepted, (await northwind.Invitation(invitation.Id)).Status);
        await IsActive(jonas, invitation, "org:member");
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task They_become_a_member_although_they_sign_up_without_the_link()
    {
        var invitation = await northwind.Invited(Address);
        var jonas = Directory.CreateUser(new NewUser { EmailAddress = Address });
        await stack.Settled();

        await IsActive(jonas, invitation, "org:member");
        Assert.Equal("Revoked", $"{Directory.FindOrganizationInvitation((await stack.Invitation(invitation.Id))!.ClerkId!)!.Status}");
        Assert.Equal("org:member", Assert.Single(Directory.Members(northwind.Clerk.Id), member => member.UserId == jonas.Id).Role);
    }

    [Fact]
    public async Task An_unverified_address_claims_nothing_until_it_is_verified()
    {
        var invitation = await northwind.Invited(Address);
        var impostor = Directory.CreateUser(new NewUser { EmailAddress = Address, Verification = EmailVerification.Unverified });
        await stack.Settled();

        Assert.NotEqual(invitation.User, (await stack.User(impostor.Id))!.Value.Id);
        Assert.Equal(InvitationStatus.Sent, (await northwind.Invitation(invitation.Id)).Status);
        Assert.Equal(invitation.User, Assert.Single(await stack.PendingPeople()).Id);
    }

    [Fact]
    public async Task What_is_done_at_clerk_and_told_by_nobody_is_found_by_the_timer()
    {
        var invitation = await northwind.Invited(Address);
        await stack.Settled();
        Assert.Empty(await TruthAtClerk.Differences(stack));

        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var revoked = Directory.RevokeOrganizationInvitation(await northwind.AtClerk(invitation.Id)).Id;
        var made = Directory.Invite(new NewInvitation { EmailAddress = "ada@invited.example" }).Id;
        Assert.Equal(
            [$"{made} is pending there and sent 0 times here", $"{revoked} is sent here and not pending there"],
            await TruthAtClerk.Differences(stack));

        await stack.KeepUpInvitations();

        Assert.Empty(await TruthAtClerk.Differences(stack));
        Assert.Equal(InvitationStatus.Revoked, (await northwind.Invitation(invitation.Id)).Status);
        Assert.Equal("ada@invited.example", Assert.Single(await stack.PendingPeople()).Email);
    }

    private async Task<ClerkUser> Accept(InvitationResponse invitation)
    {
        var membership = Directory.AcceptOrganizationInvitation(await northwind.AtClerk(invitation.Id), person: new NewUser { FirstName = "Jonas" });
        return Directory.FindUser(membership.UserId)!;
    }

    private async Task IsActive(ClerkUser person, InvitationResponse invitation, string role)
    {
        var me = await stack.As(person, northwind.Clerk).Get("/api/me");
        Assert.Equal((200, invitation.User.Value, "active"), (me.Status, me["id"], me["status"]));
        Assert.Equal(role, me.Body.GetProperty("organization").GetProperty("role").GetString());
        var now = await northwind.Invitation(invitation.Id);
        Assert.Equal((InvitationStatus.Accepted, invitation.User, null), (now.Status, now.User, now.Email));
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
    }
}
