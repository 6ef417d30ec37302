using System.Text.Json.Nodes;
using Local.Clerk;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;
using NewInvitation = Local.Clerk.NewInvitation;

namespace Serverless.Tests.Flows;

/// <summary>What Clerk told of was lost; the timer's upkeep makes up for it.</summary>
public sealed class When_invitations_are_kept_up : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery());
        northwind = await AnOrganization.Of(stack);
        stack.LoseWebhooks();
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task What_was_made_on_the_dashboard_appears_with_whom_it_expects()
    {
        var (toNorthwind, toApplication) = (OnDashboard(), Directory.Invite(new NewInvitation { EmailAddress = "ada@invited.example" }));

        await stack.KeepUpInvitations();
        await stack.KeepUpInvitations();

        var open = await stack.OpenInvitations();
        Assert.Equal(
            [(toNorthwind.Id, northwind.Clerk.Id, Address), (toApplication.Id, null, "ada@invited.example")],
            open.Select(invitation => (invitation.ClerkId, invitation.OrganizationSubject, invitation.Email)).OrderByDescending(each => each.ClerkId));
        Assert.All(open, invitation => Assert.True(invitation is { Foreign: true, Status: InvitationStatus.Sent, InvitedBy: null }));
        Assert.Equal(open.Select(invitation => invitation.User.Value).Order(), (await stack.PendingPeople()).Select(person => person.Id.Value).Order());
        Assert.Equal(open.Count, (await stack.Invitees()).Count);
    }

    [Fact]
    public async Task Whoever_accepts_what_was_made_on_the_dashboard_is_whom_it_expected()
    {
        var made = OnDashboard();
        await stack.KeepUpInvitations();
        var imported = Assert.Single(await stack.OpenInvitations());

        var jonas = Directory.FindUser(Directory.AcceptOrganizationInvitation(made.Id).UserId)!;
        await stack.KeepUpInvitations();

        Assert.Equal((imported.User.Value, "org:member"), await northwind.Me(jonas));
        await Ended(imported.Id, InvitationStatus.Accepted);
    }

    [Fact]
    public async Task What_was_made_on_the_dashboard_is_not_granted_to_whoever_signs_up_without_the_link()
    {
        var made = OnDashboard();
        await stack.KeepUpInvitations();
        var imported = Assert.Single(await stack.OpenInvitations());

        var jonas = stack.SignUpUnheard(Address);
        await stack.As(jonas).Get("/api/me");
        await stack.KeepUpInvitations();

        Assert.Equal(imported.User, (await stack.User(jonas.Id))!.Value.Id);
        Assert.Equal(("", ""), await northwind.Roles(jonas));
        Assert.Equal("Pending", $"{Directory.FindOrganizationInvitation(made.Id)!.Status}");
        Assert.Equal(InvitationStatus.Sent, (await northwind.Invitation(imported.Id)).Status);
    }

    [Fact]
    public async Task Somebody_invited_on_the_dashboard_who_has_an_account_is_no_second_person_and_is_granted_nothing()
    {
        var mara = stack.SignUpUnheard(Address);
        var me = await stack.As(mara).Get("/api/me");
        var made = OnDashboard();

        await stack.KeepUpInvitations();
        await stack.KeepUpInvitations();

        Assert.Equal((me["id"], made.Id), Assert.Single((await stack.OpenInvitations()).Select(open => ((string?)open.User.Value, open.ClerkId))));
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
        Assert.Equal(("", ""), await northwind.Roles(mara));
        Assert.Equal("Pending", $"{Directory.FindOrganizationInvitation(made.Id)!.Status}");
    }

    [Fact]
    public async Task What_was_revoked_on_the_dashboard_is_revoked_here()
    {
        var invitation = await northwind.Invited(Address);
        Directory.RevokeOrganizationInvitation(await northwind.AtClerk(invitation.Id));

        await stack.KeepUpInvitations();

        await Ended(invitation.Id, InvitationStatus.Revoked);
        Assert.True((await stack.Person(invitation.User))!.IsDeleted);
    }

    [Fact]
    public async Task What_was_accepted_is_accepted_here_by_whom_it_expected()
    {
        var invitation = await northwind.Invited(Address);
        var jonas = await northwind.FollowLink(invitation);

        await stack.KeepUpInvitations();

        await Ended(invitation.Id, InvitationStatus.Accepted);
        Assert.Equal((invitation.User.Value, "org:member"), await northwind.Me(jonas));
    }

    [Fact]
    public async Task Whoever_signed_up_without_the_link_and_was_not_recognized_is_found()
    {
        var invitation = await northwind.Invited(Address);
        var jonas = stack.SignUpUnheard(Address);

        await stack.KeepUpInvitations();

        await Ended(invitation.Id, InvitationStatus.Accepted);
        Assert.Equal((invitation.User.Value, "org:member"), await northwind.Me(jonas));
        Assert.Equal(("org:member", "org:member"), await northwind.Roles(jonas));
    }

    [Fact]
    public async Task Whose_organization_is_gone_is_revoked()
    {
        var invitation = await northwind.Invited(Address);
        Directory.DeleteOrganization(northwind.Clerk.Id);

        await stack.KeepUpInvitations();

        await Ended(invitation.Id, InvitationStatus.Revoked);
        Assert.True((await stack.Person(invitation.User))!.IsDeleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Late_news_of_what_has_ended_does_not_bring_it_back(bool isOurs)
    {
        var made = isOurs ? null : OnDashboard();
        var ours = isOurs ? await northwind.Invited(Address) : null;
        await stack.KeepUpInvitations();
        var ended = Assert.Single(await stack.OpenInvitations());
        Directory.RevokeOrganizationInvitation(ended.ClerkId!);
        await stack.KeepUpInvitations();

        await stack.Accept(Payloads.With(
            "organizationInvitation.created",
            ("id", ended.ClerkId), ("organization_id", northwind.Clerk.Id), ("email_address", Address),
            ("public_metadata", new JsonObject { ["invitation"] = ours?.Id.Value })));
        await stack.KeepUpInvitations();

        Assert.Equal(made?.Id ?? ended.ClerkId, ended.ClerkId);
        await Ended(ended.Id, InvitationStatus.Revoked);
        Assert.Single(await stack.Invitations());
    }

    [Fact]
    public async Task News_of_what_was_made_and_revoked_unheard_of_brings_nothing()
    {
        var made = OnDashboard();
        Directory.RevokeOrganizationInvitation(made.Id);

        await stack.Accept(Payloads.With(
            "organizationInvitation.created", ("id", made.Id), ("organization_id", northwind.Clerk.Id), ("email_address", Address)));
        await stack.KeepUpInvitations();

        Assert.Empty(await stack.Invitations());
        Assert.Empty(await stack.PendingPeople());
    }

    [Fact]
    public async Task Upkeep_of_what_is_as_it_should_be_changes_nothing()
    {
        await northwind.Invited(Address);
        await stack.InviteIntoApplication("ada@invited.example");
        var (before, people) = (await stack.Invitations(), await stack.PendingPeople());

        await stack.KeepUpInvitations();

        Assert.Equal(before, await stack.Invitations());
        Assert.Equal(people, await stack.PendingPeople());
    }

    private ClerkOrganizationInvitation OnDashboard() =>
        Directory.InviteToOrganization(northwind.Clerk.Id, new NewOrganizationInvitation { EmailAddress = Address, InviterId = northwind.Admin.Id });

    private async Task Ended(InvitationId id, InvitationStatus status)
    {
        Assert.Equal(status, (await stack.Invitation(id))!.Status);
        Assert.Empty(await stack.OpenInvitations());
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
    }
}
