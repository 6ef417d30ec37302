using Local.Clerk;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>Many invite one address: the same organization by accident, or several, each for itself.</summary>
public sealed class When_invitations_meet_at_one_address : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";
    private const string ToOrganization = "POST /v1/organizations/{organization_id}/invitations";
    private const string ToApplication = "POST /v1/invitations";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery());
        northwind = await AnOrganization.Of(stack);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Of_32_at_once_one_is_made()
    {
        await northwind.Invited("warm@up.example");   // connections are open by now, so that it is a race
        var made = stack.Emulators.Clerk.Metrics.CallsTo(ToOrganization);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => northwind.Invite(Address))));
        await stack.Settled();

        OneWasMade(answers);
        Assert.Equal(1, stack.Emulators.Clerk.Metrics.CallsTo(ToOrganization) - made);
        await IsAloneAtItsAddress(answers.Single(answer => answer.Status == 201)["id"]);
    }

    [Fact]
    public async Task Of_32_into_the_application_at_once_one_is_made()
    {
        await stack.InviteIntoApplication("warm@up.example");
        var made = stack.Emulators.Clerk.Metrics.CallsTo(ToApplication);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => stack.InviteIntoApplication(Address))));
        await stack.Settled();

        OneWasMade(answers);
        Assert.Equal(1, stack.Emulators.Clerk.Metrics.CallsTo(ToApplication) - made);
        await IsAloneAtItsAddress(answers.Single(answer => answer.Status == 201)["id"]);
    }

    [Theory]
    [InlineData("jonas@invited.example")]
    [InlineData("  JONAS@Invited.Example ")]
    public async Task Repeat_is_refused_until_the_first_is_revoked_and_then_expects_somebody_new(string again)
    {
        var first = await northwind.Invited(Address);
        var repeat = await northwind.Invite(again);
        Assert.Equal(204, (await northwind.Revoke(first)).Status);
        var revokedAgain = await northwind.Revoke(first);
        var second = await northwind.Invited(again);
        await stack.Settled();

        Assert.Equal((409, "already-invited"), (repeat.Status, repeat.Code));
        Assert.Equal(204, revokedAgain.Status);
        Assert.NotEqual((first.Id, first.User), (second.Id, second.User));
        Assert.NotEqual(first.User, second.User);
        Assert.Equal(InvitationStatus.Revoked, (await northwind.Invitation(first.Id)).Status);
        Assert.Equal((UserStatus.Deleted, null), await StateOf(first));
        await IsAloneAtItsAddress(second.Id.Value);
    }

    [Fact]
    public async Task Two_organizations_expect_the_same_person()
    {
        var fabrikam = await AnOrganization.Of(stack, "Fabrikam");
        for (var round = 0; round < 20; round++)
        {
            var address = $"jonas-{round}@invited.example";

            var answers = await Task.WhenAll(Task.Run(() => northwind.Invited(address)), Task.Run(() => fabrikam.Invited(address)));

            Assert.Equal(answers[0].User, answers[1].User);
            Assert.Equal(answers[0].User, Assert.Single(await stack.PendingPeople(), pending => pending.Email == address).Id);
            Assert.Equal(2, (await stack.PendingAtClerk(address)).Count);
        }
    }

    [Fact]
    public async Task Whoever_signs_up_without_a_link_is_a_member_of_both()
    {
        var (fabrikam, ofNorthwind, ofFabrikam) = await InvitedByBoth();

        var jonas = Directory.CreateUser(new NewUser { EmailAddress = Address });
        await stack.Settled();

        await IsMemberOfBoth(jonas, fabrikam, ofNorthwind, ofFabrikam);
    }

    [Fact]
    public async Task Whoever_follows_one_link_is_a_member_of_both()
    {
        var (fabrikam, ofNorthwind, ofFabrikam) = await InvitedByBoth();

        var jonas = await northwind.FollowLink(ofNorthwind);
        await stack.Settled();

        await IsMemberOfBoth(jonas, fabrikam, ofNorthwind, ofFabrikam);
    }

    [Fact]
    public async Task Whoever_follows_both_links_is_a_member_of_both()
    {
        var (fabrikam, ofNorthwind, ofFabrikam) = await InvitedByBoth();
        stack.LoseWebhooks();

        var jonas = await northwind.FollowLink(ofNorthwind);
        await fabrikam.FollowLink(ofFabrikam);
        Assert.Equal((ofNorthwind.User.Value, "org:member"), await northwind.Me(jonas));
        Assert.Equal((ofNorthwind.User.Value, "org:admin"), await fabrikam.Me(jonas));
        await stack.KeepUpInvitations();

        await IsMemberOfBoth(jonas, fabrikam, ofNorthwind, ofFabrikam);
    }

    [Fact]
    public async Task Whom_one_no_longer_expects_is_pending_for_the_other_and_withdrawn_after_it()
    {
        var (fabrikam, ofNorthwind, ofFabrikam) = await InvitedByBoth();

        Assert.Equal(204, (await northwind.Revoke(ofNorthwind)).Status);
        await stack.Settled();
        Assert.Equal((UserStatus.Pending, Address), await StateOf(ofFabrikam));

        Assert.Equal(204, (await fabrikam.Revoke(ofFabrikam)).Status);
        await stack.Settled();
        Assert.Equal((UserStatus.Deleted, null), await StateOf(ofFabrikam));
        Assert.Empty(await stack.Invitees());
        Assert.NotEqual(ofFabrikam.User, (await northwind.Invited(Address)).User);
    }

    [Fact]
    public async Task Whom_both_stop_expecting_at_once_is_withdrawn()
    {
        var fabrikam = await AnOrganization.Of(stack, "Fabrikam");
        for (var round = 0; round < 20; round++)
        {
            var address = $"jonas-{round}@invited.example";
            var (ofNorthwind, ofFabrikam) = (await northwind.Invited(address), await fabrikam.Invited(address));

            var answers = await Task.WhenAll(Task.Run(() => northwind.Revoke(ofNorthwind)), Task.Run(() => fabrikam.Revoke(ofFabrikam)));

            Assert.All(answers, answer => Assert.Equal(204, answer.Status));
            Assert.Equal((UserStatus.Deleted, null), await StateOf(ofNorthwind));
            Assert.Empty(await stack.Invitees());
        }
    }

    private static void OneWasMade(IReadOnlyList<ApiAnswer> answers)
    {
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(31, answers.Count(answer => (answer.Status, answer.Code) == (409, "already-invited")));
    }

    private async Task IsAloneAtItsAddress(string? id)
    {
        var open = Assert.Single(await stack.OpenInvitations(), invitation => invitation.Email == Address);
        Assert.Equal((id, InvitationStatus.Sent), (open.Id.Value, open.Status));
        Assert.Equal(open.ClerkId, Assert.Single(await stack.PendingAtClerk(Address)).ClerkId);
        Assert.Equal(open.User, Assert.Single(await stack.PendingPeople(), person => person.Email == Address).Id);
    }

    private async Task<(AnOrganization Fabrikam, InvitationResponse OfNorthwind, InvitationResponse OfFabrikam)> InvitedByBoth()
    {
        var fabrikam = await AnOrganization.Of(stack, "Fabrikam");
        var invitations = (await northwind.Invited(Address), await fabrikam.Invited(Address, "org:admin"));
        await stack.Settled();
        return (fabrikam, invitations.Item1, invitations.Item2);
    }

    private async Task IsMemberOfBoth(ClerkUser jonas, AnOrganization fabrikam, InvitationResponse ofNorthwind, InvitationResponse ofFabrikam)
    {
        Assert.Equal((ofNorthwind.User.Value, "org:member"), await northwind.Me(jonas));
        Assert.Equal((ofNorthwind.User.Value, "org:admin"), await fabrikam.Me(jonas));
        Assert.All(
            [await northwind.Invitation(ofNorthwind.Id), await fabrikam.Invitation(ofFabrikam.Id)],
            invitation => Assert.Equal((InvitationStatus.Accepted, ofNorthwind.User), (invitation.Status, invitation.User)));
        Assert.Equal((UserStatus.Active, Address), await StateOf(ofNorthwind));
        Assert.Equal(["clerk|" + jonas.Id], await stack.SubjectsOf(ofNorthwind.User));
        Assert.Empty(await stack.PendingAtClerk(Address));
        Assert.Empty(await stack.Invitees());
    }

    private async Task<(UserStatus, string?)> StateOf(InvitationResponse invitation)
    {
        var person = (await stack.Person(invitation.User))!;
        return (person.Status, person.Email);
    }
}
