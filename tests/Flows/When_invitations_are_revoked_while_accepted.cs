using Local.Clerk;
using Serverless.Invitations;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>
/// Revoking against accepting, in every order: what was revoked gives no membership, what was accepted gives one, and whoever comes by an
/// invitation that was accepted has the id under which they were expected.
/// </summary>
public sealed class When_invitations_are_revoked_while_accepted : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";
    private const string RevokePath = "/revoke";
    private const string MembersPath = "/memberships";

    private HeldClerk held = null!;
    private TestStack stack = null!;
    private AnOrganization northwind = null!;
    private InvitationResponse invitation = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        held = await HeldClerk.Start();
        stack = await TestStack.Start(services => services.AddQuickRedelivery(), ("CLERK_API_URL", held.Address.ToString()));
        held.Behind = stack.Emulators.Clerk.Address;
        northwind = await AnOrganization.Of(stack);
        invitation = await northwind.Invited(Address);
        await stack.Settled();
    }

    public async ValueTask DisposeAsync()
    {
        await held.DisposeAsync();
        await stack.DisposeAsync();
    }

    [Fact]
    public async Task Link_of_one_that_was_revoked_leads_nowhere()
    {
        Assert.Equal(204, (await northwind.Revoke(invitation)).Status);

        var refused = await Assert.ThrowsAsync<ClerkRefusedException>(() => northwind.FollowLink(invitation));
        var jonas = SignUp();
        await stack.Settled();

        Assert.Equal(404, refused.Status);
        await IsRevokedAndNobodys(jonas);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_followed_the_link_before_stays_a_member_although_no_webhook_has_told_yet(bool areWebhooksLost)
    {
        var fault = stack.Emulators.Clerk.Faults.Add(new ClerkFault(areWebhooksLost
            ? new ClerkFaultAction.DropWebhook()
            : new ClerkFaultAction.DelayWebhook(TimeSpan.FromSeconds(2))));
        var jonas = await northwind.FollowLink(invitation);

        var revoking = await northwind.Revoke(invitation);

        Assert.Equal((409, "invitation-accepted"), (revoking.Status, revoking.Code));
        Assert.Equal(3, fault.Hits);   // none of them has arrived
        await IsAcceptedBy(jonas);
        await stack.Settled();
        await IsAcceptedBy(jonas);
        Assert.Equal((409, "invitation-accepted"), Code(await northwind.Revoke(invitation)));
    }

    [Fact]
    public async Task Whoever_follows_the_link_while_we_revoke_stays_a_member()
    {
        var revoke = held.Request("POST", RevokePath);
        var revoking = northwind.Revoke(invitation);
        await revoke.Arrived;
        stack.LoseWebhooks();
        var jonas = await northwind.FollowLink(invitation);
        revoke.LetGo();

        Assert.Equal((409, "invitation-accepted"), Code(await revoking));
        await IsAcceptedBy(jonas);
    }

    [Fact]
    public async Task Webhooks_of_the_acceptance_may_overtake_the_answer_to_our_revoking()
    {
        var revoke = held.Request("POST", RevokePath);
        var revoking = northwind.Revoke(invitation);
        await revoke.Arrived;
        var jonas = await northwind.FollowLink(invitation);
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhooks");
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").Active == 0, "the person to be there");
        revoke.LetGo();

        Assert.Equal((409, "invitation-accepted"), Code(await revoking));
        await stack.Settled();
        await IsAcceptedBy(jonas);
    }

    [Fact]
    public async Task Whoever_signs_up_without_the_link_while_we_revoke_gets_nothing()
    {
        var revoke = held.Request("POST", RevokePath);
        var revoking = northwind.Revoke(invitation);
        await revoke.Arrived;
        var jonas = SignUp();
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhook");
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").Active == 0, "the person to be there");
        revoke.LetGo();

        Assert.Equal(204, (await revoking).Status);
        await stack.Settled();
        await IsRevokedAndNobodys(jonas);
    }

    [Theory]
    [InlineData(RevokePath, false)]
    [InlineData(RevokePath, true)]
    [InlineData(MembersPath, false)]
    [InlineData(MembersPath, true)]
    public async Task Revoking_while_somebody_is_being_made_a_member_is_refused(string step, bool isDone)
    {
        var granting = isDone ? held.AnswerTo("POST", step) : held.Request("POST", step);
        var jonas = SignUp();
        await granting.Arrived;

        var revoking = await northwind.Revoke(invitation);
        granting.LetGo();
        await stack.Settled();

        Assert.Equal((409, "invitation-accepted"), Code(revoking));
        await IsAcceptedBy(jonas);
    }

    [Fact]
    public async Task Two_who_revoke_at_once_are_both_right_or_one_is_told_to_wait()
    {
        var revoke = held.Request("POST", RevokePath);
        var first = northwind.Revoke(invitation);
        await revoke.Arrived;
        var second = await northwind.Revoke(invitation);
        revoke.LetGo();

        Assert.Equal((503, "invitation-busy"), Code(second));
        Assert.Equal(204, (await first).Status);
        Assert.Equal(204, (await northwind.Revoke(invitation)).Status);
    }

    [Fact]
    public async Task Revoked_on_the_dashboard_before_our_granting_takes_it_it_grants_nothing()
    {
        var taking = held.Request("POST", RevokePath);
        var jonas = SignUp();
        await taking.Arrived;
        Directory.RevokeOrganizationInvitation(await northwind.AtClerk(invitation.Id));
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhook");
        taking.LetGo();
        await stack.Settled();

        await IsRevokedAndNobodys(jonas);
    }

    /// <summary>Clerk still has it then, so a revocation that comes later is not ours.</summary>
    [Fact]
    public async Task Revoked_on_the_dashboard_after_our_taking_it_was_cut_off_it_grants_nothing()
    {
        var scope = (await stack.Invitation(invitation.Id))!.Scope;
        var jonas = stack.SignUpUnheard("jonas@elsewhere.example");
        var grant = new GrantInvitation(scope, invitation.Id, new Arrival(invitation.User, jonas.Id));
        var fault = stack.Emulators.Clerk.Faults.Add(
            new ClerkFault(new ClerkFaultAction.Answer(503)) { Method = "POST", PathContains = "/revoke", Times = 1 });
        await Assert.ThrowsAsync<ClerkException>(() => stack.The<Granting>().Grant(grant, Cancellation));
        Directory.RevokeOrganizationInvitation(await northwind.AtClerk(invitation.Id));

        await stack.The<Granting>().Grant(grant, Cancellation);
        await stack.Settled();

        Assert.Equal(1, fault.Hits);
        Assert.Equal(InvitationStatus.Revoked, (await northwind.Invitation(invitation.Id)).Status);
        Assert.Equal(("", ""), await northwind.Roles(jonas));
    }

    [Fact]
    public async Task Taken_from_clerk_by_our_granting_it_cannot_be_revoked_on_the_dashboard()
    {
        var granting = held.Request("POST", MembersPath);
        var jonas = SignUp();
        await granting.Arrived;
        var id = await northwind.AtClerk(invitation.Id);
        Assert.Throws<ClerkRefusedException>(() => Directory.RevokeOrganizationInvitation(id));
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhook of our own revoking");
        granting.LetGo();
        await stack.Settled();

        await IsAcceptedBy(jonas);
    }

    [Fact]
    public async Task Link_followed_while_we_grant_gives_one_membership()
    {
        var taking = held.Request("POST", RevokePath);
        var jonas = SignUp();
        await taking.Arrived;
        await northwind.FollowLink(invitation, jonas);
        taking.LetGo();
        await stack.Settled();

        await IsAcceptedBy(jonas);
    }

    [Fact]
    public async Task Race_of_link_and_revoking_ends_in_one_of_the_two()
    {
        await northwind.Revoke(invitation);
        for (var round = 0; round < 20; round++)
        {
            var address = $"jonas-{round}@invited.example";
            invitation = await northwind.Invited(address);
            await stack.Settled();
            var (revoking, following) = (Task.Run(() => northwind.Revoke(invitation)), Task.Run(() => TryFollowLink()));

            var (answer, jonas) = (await revoking, await following);
            await stack.Settled();

            if (jonas is not null)
            {
                // Busy, if the webhook of the acceptance changed it between reading and taking the turn.
                Assert.True(Code(answer) is (409, "invitation-accepted") or (503, "invitation-busy"), $"{answer.Status}");
                await IsAcceptedBy(jonas);
            }
            else
            {
                Assert.Equal(204, answer.Status);
                await IsRevokedAndNobodys(SignUp(address));
            }
        }
    }

    [Fact]
    public async Task Race_of_sign_up_and_revoking_ends_in_one_of_the_two()
    {
        await northwind.Revoke(invitation);
        for (var round = 0; round < 20; round++)
        {
            var address = $"jonas-{round}@invited.example";
            invitation = await northwind.Invited(address);
            await stack.Settled();
            var jonas = stack.SignUpUnheard(address);
            var person = (UserSeen)((UserReading.Read)ClerkUserReader.Seen(System.Text.Json.JsonElement.Parse(jonas.Json.Span))).Fact;
            var (revoking, meeting) = (
                Task.Run(() => northwind.Revoke(invitation)), Task.Run(() => stack.The<UserSync>().Apply(person, expectNew: true, Cancellation)));

            var answer = await revoking;
            await meeting;
            await stack.Settled();

            var status = (await northwind.Invitation(invitation.Id)).Status;
            Assert.True((status, Code(answer)) is (InvitationStatus.Revoked, (204, null))
                or (InvitationStatus.Accepted, (409, "invitation-accepted") or (503, "invitation-busy")), $"{status}, {answer.Status}");
            await (status == InvitationStatus.Accepted ? IsAcceptedBy(jonas) : IsRevokedAndNobodys(jonas));
        }
    }

    private static (int, string?) Code(ApiAnswer answer) => (answer.Status, answer.Status == 204 ? null : answer.Code);

    private ClerkUser SignUp(string address = Address) => Directory.CreateUser(new NewUser { EmailAddress = address });

    private async Task<ClerkUser?> TryFollowLink()
    {
        try
        {
            return await northwind.FollowLink(invitation);
        }
        catch (ClerkRefusedException)
        {
            return null;
        }
    }

    private async Task IsAcceptedBy(ClerkUser jonas)
    {
        Assert.Equal((invitation.User.Value, "org:member"), await northwind.Me(jonas));
        Assert.Equal(("org:member", "org:member"), await northwind.Roles(jonas));
        var now = await northwind.Invitation(invitation.Id);
        Assert.Equal((InvitationStatus.Accepted, invitation.User), (now.Status, now.User));
        await NobodyIsExpected();
    }

    private async Task IsRevokedAndNobodys(ClerkUser jonas)
    {
        Assert.Equal(("", ""), await northwind.Roles(jonas));
        Assert.Equal(200, (await stack.As(jonas).Get("/api/me")).Status);
        Assert.Equal(InvitationStatus.Revoked, (await northwind.Invitation(invitation.Id)).Status);
        await NobodyIsExpected();
    }

    private async Task NobodyIsExpected()
    {
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
        Assert.Empty(await stack.OpenInvitations());
    }
}
