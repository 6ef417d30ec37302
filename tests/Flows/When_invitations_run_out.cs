using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Clerk;
using Serverless.Invitations;
using Serverless.Platform.Cosmos;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>Time runs out by Clerk's clock, and Clerk sends no event: upkeep asks. No webhook arrives here at all.</summary>
public sealed class When_invitations_run_out : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";

    private readonly MovedClock clock = new();
    private ClerkSimulator clerk = null!;
    private TestStack stack = null!;
    private ClerkUser admin = null!;
    private ClerkOrganization northwind = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        clerk = await ClerkSimulator.StartAsync(new ClerkSimulatorOptions { Clock = clock }, Cancellation);
        stack = await TestStack.Start(
            services => services.AddQuickRedelivery(), ("CLERK_API_URL", $"{clerk.Address}"), ("CLERK_ISSUER", $"{clerk.Address}".TrimEnd('/')));
        admin = clerk.Directory.CreateUser(new NewUser { EmailAddress = "root@people.example" });
        northwind = clerk.Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = admin.Id });
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await clerk.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whom_it_expected_is_withdrawn_and_the_address_is_free(bool intoOrganization)
    {
        var (first, user) = await Invite(intoOrganization);
        clock.Ahead = TimeSpan.FromDays(29);
        await stack.KeepUpInvitations();
        Assert.Equal(InvitationStatus.Sent, (await stack.Invitation(first))!.Status);

        clock.Ahead = TimeSpan.FromDays(31);
        await stack.KeepUpInvitations();

        Assert.Equal(InvitationStatus.Expired, (await stack.Invitation(first))!.Status);
        Assert.Equal((UserStatus.Deleted, null), await StateOf(user));
        Assert.Empty(await stack.Invitees());
        clock.Ahead = TimeSpan.Zero;   // tokens are stamped by it too; the new one would be pending by either time
        clerk.Directory.DeleteOrganization(northwind.Id);
        var (second, somebodyNew) = await Invite(intoOrganization: false);
        Assert.NotEqual((first, user), (second, somebodyNew));
        Assert.Equal((UserStatus.Pending, Address), await StateOf(somebodyNew));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accepted_in_the_last_moment_it_is_accepted_although_nothing_told_of_it(bool intoOrganization)
    {
        var (invitation, user) = await Invite(intoOrganization);
        clock.Ahead = TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1);
        var jonas = await FollowLink(invitation);
        clock.Ahead = TimeSpan.FromDays(31);

        await stack.KeepUpInvitations();

        await IsAccepted(invitation, user, jonas);
    }

    [Theory]
    [InlineData("organizationInvitation.accepted")]
    [InlineData("organizationInvitation.accepted.no-user-id")]
    public async Task News_of_the_acceptance_that_come_after_upkeep_change_nothing(string news)
    {
        var (invitation, user) = await Invite(intoOrganization: true);
        var clerkId = (await stack.Invitation(invitation))!.ClerkId!;
        var jonas = await FollowLink(invitation);
        clock.Ahead = TimeSpan.FromDays(31);
        await stack.KeepUpInvitations();
        var before = await stack.Invitation(invitation);

        var payload = JsonNode.Parse(Payloads.With(
            news, ("id", clerkId), ("organization_id", northwind.Id), ("email_address", Address)))!;
        payload["data"]!.AsObject().Remove("public_metadata");
        if (payload["data"]!["user_id"] is not null)
        {
            payload["data"]!["user_id"] = jonas.Id;
        }

        await stack.Accept(payload.ToJsonString());
        await stack.Quiet();

        Assert.Equal(before, await stack.Invitation(invitation));
        await IsAccepted(invitation, user, jonas);
    }

    [Fact]
    public async Task Link_is_dead_and_whoever_signs_up_after_all_is_somebody_new_and_no_member()
    {
        var (invitation, user) = await Invite(intoOrganization: true);
        clock.Ahead = TimeSpan.FromDays(31);
        var refused = await Assert.ThrowsAsync<ClerkRefusedException>(() => FollowLink(invitation));
        clock.Ahead = TimeSpan.FromDays(31);
        await stack.KeepUpInvitations();

        var jonas = clerk.Directory.CreateUser(new NewUser { EmailAddress = Address });
        clock.Ahead = TimeSpan.Zero;
        var me = await Front(jonas).Get("/api/me");

        Assert.Equal(404, refused.Status);
        Assert.Equal(200, me.Status);
        Assert.NotEqual(user, me["id"]);
        Assert.Null(clerk.Directory.FindMembership(northwind.Id, jonas.Id));
    }

    [Fact]
    public async Task Whoever_signs_up_without_the_link_after_its_time_and_before_upkeep_is_who_was_expected_and_no_member()
    {
        var (invitation, user) = await Invite(intoOrganization: true);
        clock.Ahead = TimeSpan.FromDays(31);
        var jonas = clerk.Directory.CreateUser(new NewUser { EmailAddress = Address });
        await stack.The<UserSync>().Apply(
            (UserSeen)((UserReading.Read)ClerkUserReader.Seen(JsonElement.Parse(jonas.Json.Span))).Fact, expectNew: true, Cancellation);
        await stack.Quiet();

        Assert.Equal(user, (await stack.User(jonas.Id))!.Value.Id.Value);
        Assert.Equal(InvitationStatus.Expired, (await stack.Invitation(invitation))!.Status);
        Assert.Null(clerk.Directory.FindMembership(northwind.Id, jonas.Id));
        Assert.Empty(await stack.Invitees());
    }

    private ApiClient Front(ClerkUser user, ClerkOrganization? active = null) => new(
        stack.App.Http, () => clerk.IssueSessionToken(new SessionTokenRequest { UserId = user.Id, OrganizationId = active?.Id }));

    private async Task<(InvitationId Id, string User)> Invite(bool intoOrganization)
    {
        var answer = intoOrganization
            ? await Front(admin, northwind).Post("/api/invitations", JsonSerializer.Serialize(new { email = Address }))
            : await stack.InviteIntoApplication(Address);
        Assert.True(answer.Status == 201, answer.Text);
        return (InvitationId.Parse(answer["id"]!), answer["user"]!);
    }

    private async Task<ClerkUser> FollowLink(InvitationId invitation)
    {
        var document = (await stack.Invitation(invitation))!;
        return document.OrganizationSubject is null
            ? clerk.Directory.AcceptInvitation(document.ClerkId!)
            : clerk.Directory.FindUser(clerk.Directory.AcceptOrganizationInvitation(document.ClerkId!).UserId)!;
    }

    private async Task<(UserStatus, string?)> StateOf(string user)
    {
        var person = (await stack.The<Documents<UserDocument>>().Find(user, Cancellation))!.Value;
        return (person.Status, person.Email);
    }

    private async Task IsAccepted(InvitationId invitation, string user, ClerkUser jonas)
    {
        var now = (await stack.Invitation(invitation))!;
        Assert.Equal((InvitationStatus.Accepted, user, null), (now.Status, now.User.Value, now.Email));
        Assert.Equal(user, (await stack.User(jonas.Id))!.Value.Id.Value);
        Assert.Equal((UserStatus.Active, Address), await StateOf(user));
        Assert.Empty(await stack.Invitees());
    }

    /// <summary>Real time, moved.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
