using Local.Clerk;
using Local.Cosmos;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>
/// The store fails at one write after the other, or does the write and does not say so: whoever comes again, or the timer, ends what was
/// begun, once.
/// </summary>
public sealed class When_invitations_are_cut_off : IAsyncLifetime
{
    private const string ToOrganization = "POST /v1/organizations/{organization_id}/invitations";

    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    private ClerkMetrics Clerk => stack.Emulators.Clerk.Metrics;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery());
        northwind = await AnOrganization.Of(stack);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData("invitees", CosmosOperation.Create, false)]
    [InlineData("invitees", CosmosOperation.Create, true)]
    [InlineData("invitations", CosmosOperation.Create, false)]
    [InlineData("invitations", CosmosOperation.Create, true)]
    [InlineData("users", CosmosOperation.Create, false)]
    [InlineData("users", CosmosOperation.Create, true)]
    [InlineData("invitations", CosmosOperation.Replace, false)]
    [InlineData("invitations", CosmosOperation.Replace, true)]
    public async Task Inviting_ends_in_one_invitation_and_one_person(string container, CosmosOperation operation, bool isDone)
    {
        stack.LoseWebhooks();
        await AtEach(container, operation, isDone, async address =>
        {
            var sent = Clerk.CallsTo(ToOrganization, 200);
            var first = await northwind.Invite(address);
            await EndTurns();
            var repeat = await northwind.Invite(address);
            await stack.KeepUpInvitations();

            Assert.True((first.Status, first.Code) is (201, _) or (503, "unavailable") or (409, "already-invited"), first.Text);
            Assert.True((repeat.Status, repeat.Code) is (201, _) or (409, "already-invited"), repeat.Text);
            Assert.Equal(1, Clerk.CallsTo(ToOrganization, 200) - sent);
            var open = Assert.Single(await stack.OpenInvitations(), invitation => invitation.Email == address);
            Assert.Equal(InvitationStatus.Sent, open.Status);
            Assert.Equal(open.ClerkId, Assert.Single(await stack.PendingAtClerk(address)).ClerkId);
            Assert.Equal(open.User, Assert.Single(await stack.PendingPeople(), person => person.Email == address).Id);
            Assert.Equal([open.Open], Assert.Single(await stack.Invitees(), invitee => invitee.User == open.User).Open);
        });
    }

    [Theory]
    [InlineData("invitees", CosmosOperation.Replace, false)]
    [InlineData("invitees", CosmosOperation.Replace, true)]
    [InlineData("invitees", CosmosOperation.Delete, false)]
    [InlineData("invitees", CosmosOperation.Delete, true)]
    [InlineData("identities", CosmosOperation.Create, false)]
    [InlineData("identities", CosmosOperation.Create, true)]
    [InlineData("users", CosmosOperation.Replace, false)]
    [InlineData("users", CosmosOperation.Replace, true)]
    [InlineData("memberships", CosmosOperation.Create, false)]
    [InlineData("memberships", CosmosOperation.Create, true)]
    [InlineData("invitations", CosmosOperation.Replace, false)]
    [InlineData("invitations", CosmosOperation.Replace, true)]
    public async Task Coming_without_the_link_ends_in_one_person_and_one_membership(string container, CosmosOperation operation, bool isDone)
    {
        var invited = new Dictionary<string, InvitationResponse>();
        await AtEach(container, operation, isDone, async address =>
        {
            var invitation = invited[address];
            var jonas = stack.Emulators.Clerk.Directory.CreateUser(new NewUser { EmailAddress = address });
            await SettledAtLast();

            Assert.Equal((invitation.User.Value, "org:member"), await northwind.Me(jonas));
            Assert.Equal(("org:member", "org:member"), await northwind.Roles(jonas));
            Assert.Equal(["clerk|" + jonas.Id], await stack.SubjectsOf(invitation.User));
            var now = await northwind.Invitation(invitation.Id);
            Assert.Equal((InvitationStatus.Accepted, invitation.User), (now.Status, now.User));
            await NobodyIsExpected();
        },
        async address =>
        {
            invited[address] = await northwind.Invited(address);
            await stack.Settled();
        });
    }

    [Theory]
    [InlineData("invitees", CosmosOperation.Replace, false)]
    [InlineData("invitees", CosmosOperation.Replace, true)]
    [InlineData("invitees", CosmosOperation.Delete, false)]
    [InlineData("invitees", CosmosOperation.Delete, true)]
    [InlineData("users", CosmosOperation.Replace, false)]
    [InlineData("users", CosmosOperation.Replace, true)]
    [InlineData("invitations", CosmosOperation.Replace, false)]
    [InlineData("invitations", CosmosOperation.Replace, true)]
    public async Task Revoking_ends_in_nobody_being_expected(string container, CosmosOperation operation, bool isDone)
    {
        stack.LoseWebhooks();
        var invited = new Dictionary<string, InvitationResponse>();
        await AtEach(container, operation, isDone, async address =>
        {
            await northwind.Revoke(invited[address]);
            await EndTurns();
            var repeat = await northwind.Revoke(invited[address]);
            await stack.KeepUpInvitations();

            Assert.Equal(204, repeat.Status);
            Assert.Equal(InvitationStatus.Revoked, (await northwind.Invitation(invited[address].Id)).Status);
            Assert.Equal(UserStatus.Deleted, (await stack.Person(invited[address].User))!.Status);
            Assert.Empty(await stack.PendingAtClerk(address));
            await NobodyIsExpected();
        },
        async address => invited[address] = await northwind.Invited(address));
    }

    /// <summary>Does it until there is no further such write that could fail, with another address each time.</summary>
    private async Task AtEach(
        string container, CosmosOperation operation, bool isDone, Func<string, Task> act, Func<string, Task>? arrange = null)
    {
        for (var write = 0; ; write++)
        {
            var address = $"jonas-{write}@invited.example";
            await (arrange?.Invoke(address) ?? Task.CompletedTask);
            var fault = stack.Emulators.Cosmos.Faults.Add(new CosmosFault(isDone ? new FaultAction.CloseAfterHandling() : new FaultAction.Answer(500))
            {
                PathContains = $"/colls/{container}/docs",
                Operation = operation,
                Skip = write,
                Times = 1,
            });

            await act(address);
            stack.Emulators.Cosmos.Faults.Clear();
            if (fault.Hits == 0)
            {
                Assert.InRange(write, 1, 20);
                return;
            }
        }
    }

    /// <summary>Whoever was at it is gone, and the time they had is over.</summary>
    private async Task EndTurns()
    {
        foreach (var left in (await stack.OpenInvitations()).Where(invitation => invitation.BusyUntil is not null))
        {
            await stack.EndTurn(left);
        }
    }

    /// <summary>A turn that was taken and not answered for keeps messages waiting.</summary>
    private async Task SettledAtLast()
    {
        const string queue = "invitations";
        var before = stack.Emulators.ServiceBus.Counts(queue).TotalEnqueued;
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhooks");
        await TestStack.Until(
            () => stack.Emulators.ServiceBus.Counts("user-events") is { Active: 0, Scheduled: 0 }
                && stack.Emulators.ServiceBus.Counts(queue) is var counts
                && (counts is { Active: 0, Scheduled: 0 } || counts.TotalEnqueued >= before + 6),
            "the messages to be done or to wait for a turn");
        await EndTurns();
        await stack.Settled();
    }

    private async Task NobodyIsExpected()
    {
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
        Assert.Empty(await stack.OpenInvitations());
    }
}
