using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>Somebody is invited who has an account already.</summary>
public sealed class When_invitations_find_somebody : IAsyncLifetime
{
    private const string Address = "Mara@people.example";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery());
        northwind = await AnOrganization.Of(stack);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_are_a_member_at_once_whether_their_webhook_came_or_was_lost(bool isKnown)
    {
        var mara = stack.SignUp(announce: isKnown);
        await stack.Settled();
        var known = (await stack.User(mara.Id))?.Value.Id;

        var answer = await northwind.Invite(Address, "org:admin");

        Assert.Equal((200, "accepted", null), (answer.Status, answer["status"], answer["email"]));
        Assert.Equal((answer["user"], "org:admin"), await northwind.Me(mara));
        Assert.Equal(isKnown, known is not null);
        Assert.Equal(answer["user"], (known ?? (await stack.User(mara.Id))!.Value.Id).Value);
        await stack.Settled();
        await NobodyElseIsExpected();
        Assert.Equal((answer["user"], "org:admin"), await northwind.Me(mara));
        Assert.Equal(("org:admin", "org:admin"), await northwind.Roles(mara));
    }

    [Fact]
    public async Task They_are_a_member_once_however_often_they_are_invited_at_once()
    {
        var mara = stack.SignUp(announce: true);
        await stack.Settled();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => northwind.Invite(Address))));
        await stack.Settled();

        Assert.All(answers, answer => Assert.True((answer.Status, answer.Code) is (200, null) or (409, "already-invited") or (503, _), answer.Text));
        Assert.Single(answers, answer => answer.Status == 200 && answer["status"] == "accepted");
        Assert.Equal(("org:member", "org:member"), await northwind.Roles(mara));
        await NobodyElseIsExpected();
    }

    [Fact]
    public async Task Member_needs_no_invitation_however_often_they_get_one()
    {
        var mara = stack.SignUp(announce: true);
        Directory.AddMember(northwind.Clerk.Id, mara.Id, "org:admin");
        await stack.Settled();

        var (first, again) = (await northwind.Invite(Address), await northwind.Invite(Address));
        await stack.Settled();

        Assert.Equal((200, "superseded"), (first.Status, first["status"]));
        Assert.Equal((200, "superseded"), (again.Status, again["status"]));
        Assert.Equal(("org:admin", "org:admin"), await northwind.Roles(mara));
        await NobodyElseIsExpected();
    }

    [Fact]
    public async Task Whoever_has_not_verified_the_address_is_not_whom_it_finds()
    {
        var impostor = Directory.CreateUser(new NewUser { EmailAddress = Address, Verification = EmailVerification.Unverified });
        await stack.Settled();

        var invitation = await northwind.Invited(Address);
        await stack.Settled();

        Assert.NotEqual(invitation.User, (await stack.User(impostor.Id))!.Value.Id);
        Assert.Equal(InvitationStatus.Sent, (await northwind.Invitation(invitation.Id)).Status);
        Assert.Equal(("", ""), await northwind.Roles(impostor));
        Assert.Single(await stack.PendingAtClerk(Address));
    }

    [Fact]
    public async Task Whoever_verifies_the_address_later_is_granted_what_it_promises_and_keeps_their_own_id()
    {
        var mara = Directory.CreateUser(new NewUser { EmailAddress = "other@people.example" });
        await stack.Settled();
        var own = (await stack.User(mara.Id))!.Value.Id;
        var invitation = await northwind.Invited(Address);

        Directory.AddEmailAddress(mara.Id, Address, EmailVerification.Unverified);
        await stack.Settled();
        Assert.Equal(("", ""), await northwind.Roles(mara));
        Directory.VerifyEmailAddress(mara.Id, Address);
        await stack.Settled();

        Assert.Equal((own.Value, "org:member"), await northwind.Me(mara));
        var now = await northwind.Invitation(invitation.Id);
        Assert.Equal((InvitationStatus.Accepted, own), (now.Status, now.User));
        Assert.True((await stack.Person(invitation.User))!.IsDeleted);
        await NobodyElseIsExpected();
    }

    [Fact]
    public async Task Whoever_is_signed_in_as_another_and_follows_the_link_keeps_their_own_id()
    {
        var mara = stack.SignUp(announce: true);
        await stack.Settled();
        var own = (await stack.User(mara.Id))!.Value.Id;
        var invitation = await northwind.Invited("somebody@else.example");

        await northwind.FollowLink(invitation, mara);
        await stack.Settled();

        Assert.Equal((own.Value, "org:member"), await northwind.Me(mara));
        var now = await northwind.Invitation(invitation.Id);
        Assert.Equal((InvitationStatus.Accepted, own), (now.Status, now.User));
        Assert.True((await stack.Person(invitation.User))!.IsDeleted);
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_application_has_nothing_more_to_offer_to_whom_it_knows(bool isKnown)
    {
        var mara = stack.SignUp(announce: isKnown);
        await stack.Settled();

        var answer = await stack.InviteIntoApplication(Address);
        await stack.Settled();

        Assert.Equal((200, "accepted"), (answer.Status, answer["status"]));
        Assert.Equal(answer["user"], (await stack.User(mara.Id))!.Value.Id.Value);
        await NobodyElseIsExpected();
    }

    private async Task NobodyElseIsExpected()
    {
        Assert.Empty(await stack.PendingAtClerk(Address));
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.OpenInvitations());
        Assert.Empty(await stack.Invitees());
    }
}
