using Local.Clerk;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>
/// Somebody follows the link: three webhooks and their first request come in any order, some late, some never. They are the person who was
/// expected, and nobody else comes into being.
/// </summary>
public sealed class When_invitations_are_answered_in_any_order : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";
    private const string Created = "user.created";
    private const string Accepted = "organizationInvitation.accepted";
    private const string Joined = "organizationMembership.created";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;
    private InvitationResponse invitation = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery());
        northwind = await AnOrganization.Of(stack);
        invitation = await northwind.Invited(Address);
        await stack.Settled();
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData(Created, Accepted, Joined)]
    [InlineData(Created, Joined, Accepted)]
    [InlineData(Accepted, Created, Joined)]
    [InlineData(Accepted, Joined, Created)]
    [InlineData(Joined, Created, Accepted)]
    [InlineData(Joined, Accepted, Created)]
    public async Task Webhooks_may_come_in_this_order(string first, string second, string third)
    {
        Delay(second, TimeSpan.FromSeconds(1));
        Delay(third, TimeSpan.FromSeconds(2));

        var jonas = await northwind.FollowLink(invitation);
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 2, first);
        await stack.Quiet();
        await stack.Settled();

        await IsJonas(jonas);
    }

    [Theory]
    [InlineData(Created)]
    [InlineData(Accepted)]
    [InlineData(Joined)]
    public async Task One_webhook_is_enough(string only)
    {
        foreach (var lost in new[] { Created, Accepted, Joined }.Where(type => type != only))
        {
            stack.LoseWebhooks(lost);
        }

        var jonas = await northwind.FollowLink(invitation);
        await stack.Settled();

        Assert.Equal(invitation.User, (await stack.User(jonas.Id))!.Value.Id);
        Assert.Empty(await stack.PendingPeople());
        await stack.Sweep();
        await stack.Settled();
        await IsJonas(jonas);
    }

    [Theory]
    [InlineData(Created)]
    [InlineData(Accepted)]
    [InlineData(Joined)]
    public async Task First_request_may_come_before_this_webhook(string late)
    {
        Delay(late, TimeSpan.FromSeconds(1));

        var jonas = await northwind.FollowLink(invitation);
        var me = await northwind.Me(jonas);
        await stack.Settled();

        Assert.Equal((invitation.User.Value, "org:member"), me);
        await IsJonas(jonas);
    }

    [Fact]
    public async Task Sixteen_first_requests_and_the_webhooks_make_nobody_else()
    {
        Delay("", TimeSpan.FromMilliseconds(20));
        var jonas = await northwind.FollowLink(invitation);
        var front = stack.As(jonas);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => front.Get("/api/me"))));
        await stack.Settled();

        Assert.All(answers, answer => Assert.Equal((200, invitation.User.Value, "active"), (answer.Status, answer["id"], answer["status"])));
        await IsJonas(jonas);
    }

    [Fact]
    public async Task Two_instances_and_the_webhooks_make_nobody_else()
    {
        await using var other = await stack.StartAnother();
        var jonas = await northwind.FollowLink(invitation);
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = jonas.Id });
        var fronts = new[] { stack.App, other }.Select(app => new ApiClient(app.Http, () => token)).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => fronts[i % 2].Get("/api/me"))));
        await stack.Settled();

        Assert.All(answers, answer => Assert.Equal((200, invitation.User.Value), (answer.Status, answer["id"])));
        await IsJonas(jonas);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_comes_into_the_application_keeps_their_id_too(bool isHeardOf)
    {
        var answer = await stack.InviteIntoApplication("ada@invited.example");
        var fault = isHeardOf ? null : stack.LoseWebhooks(Created);
        var pending = Assert.Single(await stack.OpenInvitations(), open => open.OrganizationSubject is null);

        var ada = Directory.AcceptInvitation(pending.ClerkId!);
        await stack.Settled();
        var me = await stack.As(ada).Get("/api/me");
        await stack.Settled();

        Assert.Equal(isHeardOf ? null : 1, fault?.Hits);
        Assert.Equal((answer["user"], "active"), (me["id"], me["status"]));
        var now = (await stack.Invitation(pending.Id))!;
        Assert.Equal((InvitationStatus.Accepted, answer["user"], null), (now.Status, now.User.Value, now.Email));
        Assert.Equal(invitation.User, Assert.Single(await stack.PendingPeople()).Id);
    }

    [Fact]
    public async Task Nobody_is_taken_for_somebody_who_had_the_address_and_was_deleted()
    {
        var jonas = await northwind.FollowLink(invitation);
        await stack.Settled();
        Directory.DeleteUser(jonas.Id);
        await stack.Settled();

        var again = await northwind.Invited(Address);
        Assert.NotEqual(invitation.User, again.User);
        await stack.Accept(Late("user.updated", jonas));
        await stack.Accept(Late("user.created", jonas));
        await stack.Quiet();

        Assert.True((await stack.User(jonas.Id))!.Value.IsDeleted);
        await OnlyIsExpected(again);
        await ANewJonasIs(again);
    }

    [Fact]
    public async Task Nobody_is_taken_for_somebody_of_whom_we_hear_only_after_they_were_deleted()
    {
        Assert.Equal(204, (await northwind.Revoke(invitation)).Status);
        await stack.Settled();
        stack.LoseWebhooks("user.");
        var jonas = Directory.CreateUser(new NewUser { EmailAddress = Address });
        Directory.DeleteUser(jonas.Id);
        stack.Emulators.Clerk.Faults.Clear();

        var again = await northwind.Invited(Address);
        await stack.Accept(Late("user.created", jonas));
        await stack.Quiet();

        Assert.NotEqual(again.User, (await stack.User(jonas.Id))!.Value.Id);
        await OnlyIsExpected(again);
        await stack.Accept(Payloads.With("user.deleted", ("id", jonas.Id)));
        await stack.Quiet();
        await ANewJonasIs(again);
    }

    private void Delay(string type, TimeSpan time) =>
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DelayWebhook(time)) { EventType = type });

    private static string Late(string type, ClerkUser user) =>
        $$"""{"object":"event","type":"{{type}}","timestamp":{{user.UpdatedAt}},"instance_id":"ins_local","data":{{user.ToJson().ToJsonString()}}}""";

    private async Task OnlyIsExpected(InvitationResponse again)
    {
        Assert.Equal(again.User, Assert.Single(await stack.PendingPeople()).Id);
        Assert.Empty(await stack.SubjectsOf(again.User));
        Assert.Equal(InvitationStatus.Sent, (await northwind.Invitation(again.Id)).Status);
    }

    private async Task ANewJonasIs(InvitationResponse again)
    {
        invitation = again;
        var somebody = await northwind.FollowLink(again);
        await stack.Settled();
        await IsJonas(somebody);
    }

    private async Task IsJonas(ClerkUser jonas)
    {
        Assert.Equal((invitation.User.Value, "org:member"), await northwind.Me(jonas));
        Assert.Equal(("org:member", "org:member"), await northwind.Roles(jonas));
        Assert.Equal(["clerk|" + jonas.Id], await stack.SubjectsOf(invitation.User));
        Assert.Equal(invitation.User, Assert.Single(await stack.All<UserDocument>($"SELECT * FROM c WHERE c.email = {Address}")).Id);
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
        var now = await northwind.Invitation(invitation.Id);
        Assert.Equal((InvitationStatus.Accepted, invitation.User, null), (now.Status, now.User, now.Email));
    }
}
