using System.Collections.Concurrent;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Invitations;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using InvitationStatus = Serverless.Invitations.InvitationStatus;

namespace Serverless.Tests.Flows;

/// <summary>Clerk fails, refuses, or asks to be left alone for a while: nothing is done twice, and nothing is left half done.</summary>
public sealed class When_invitations_are_not_answered_by_clerk : IAsyncLifetime
{
    private const string Address = "jonas@invited.example";
    private const string ToOrganization = "POST /v1/organizations/{organization_id}/invitations";

    private readonly Lines log = new();
    private TestStack stack = null!;
    private AnOrganization northwind = null!;

    public static TheoryData<ClerkFaultAction, bool> Failures => new()
    {
        { new ClerkFaultAction.Answer(500), false },
        { new ClerkFaultAction.AnswerAfterHandling(500), true },
        { new ClerkFaultAction.AnswerAfterHandling(504), true },
        { new ClerkFaultAction.CloseBeforeHandling(), false },
        { new ClerkFaultAction.CloseAfterHandling(), true },
    };

    private ClerkFaults Faults => stack.Emulators.Clerk.Faults;

    private ClerkMetrics Metrics => stack.Emulators.Clerk.Metrics;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(services => services.AddQuickRedelivery().AddSingleton<ILoggerProvider>(log));
        northwind = await AnOrganization.Of(stack);
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        log.Dispose();
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Invitation_of_which_nobody_knows_whether_it_was_made_is_not_made_twice(ClerkFaultAction action, bool isMade)
    {
        stack.LoseWebhooks();
        var failed = await InviteThrough(action);
        var atOnce = await northwind.Invite(Address);
        var left = Assert.Single(await stack.OpenInvitations());
        await stack.EndTurn(left);

        var again = await northwind.Invite(Address);

        Assert.Equal((503, "unavailable"), (failed.Status, failed.Code));
        Assert.Equal((409, "already-invited"), (atOnce.Status, atOnce.Code));
        Assert.Equal((201, left.Id.Value, "sent"), (again.Status, again["id"], again["status"]));
        await OneIsSent(isMade);
    }

    /// <summary>Ten seconds are waited for an answer.</summary>
    [Fact]
    public Task Nor_is_one_for_which_clerk_takes_too_long() =>
        Invitation_of_which_nobody_knows_whether_it_was_made_is_not_made_twice(new ClerkFaultAction.Delay(TimeSpan.FromSeconds(11)), isMade: false);

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Upkeep_finds_it_or_sends_it_if_nobody_repeats(ClerkFaultAction action, bool isMade)
    {
        stack.LoseWebhooks();
        await InviteThrough(action);
        var left = Assert.Single(await stack.OpenInvitations());
        await stack.EndTurn(left);

        await stack.KeepUpInvitations();

        Assert.Equal(left.Id, Assert.Single(await stack.OpenInvitations()).Id);
        await OneIsSent(isMade);
    }

    [Fact]
    public async Task Upkeep_leaves_it_alone_while_whoever_invites_may_still_be_at_it()
    {
        await InviteThrough(new ClerkFaultAction.CloseBeforeHandling());
        var left = await stack.OpenInvitations();

        await stack.KeepUpInvitations();

        Assert.Equal(left, await stack.OpenInvitations());
        Assert.Equal(1, Metrics.CallsTo(ToOrganization));
    }

    [Fact]
    public async Task The_webhook_says_that_it_was_made()
    {
        await InviteThrough(new ClerkFaultAction.CloseAfterHandling());
        await stack.Settled();

        await OneIsSent(isMade: true);
    }

    [Theory]
    [InlineData("org:nobody", 0, null, 400, "invitation-role")]
    [InlineData("org:member", 1, null, 409, "organization-full")]
    [InlineData("org:member", 0, 422, 502, "clerk-refused")]
    public async Task What_clerk_refuses_leaves_nothing_behind_but_the_reason(string role, int most, int? refused, int status, string code)
    {
        stack.Emulators.Clerk.Directory.UpdateOrganization(northwind.Clerk.Id, organization => organization with { MaxAllowedMemberships = most });
        if (refused is { } answered)
        {
            Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(answered)) { Method = "POST", PathContains = "/invitations", Times = 1 });
        }

        var answer = await northwind.Invite(Address, role);
        await stack.Settled();

        Assert.Equal((status, code), (answer.Status, answer.Code));
        var failed = Assert.Single(await stack.Invitations());
        Assert.Equal((InvitationStatus.Failed, code), (failed.Status, failed.Reason));
        Assert.Empty(await stack.PendingPeople());
        Assert.Empty(await stack.Invitees());
        Assert.Empty(await stack.PendingAtClerk(Address));
        stack.Emulators.Clerk.Directory.UpdateOrganization(northwind.Clerk.Id, organization => organization with { MaxAllowedMemberships = 0 });
        Assert.NotEqual(failed.User, (await northwind.Invited(Address)).User);
    }

    [Theory]
    [InlineData(ClerkOutage.ServiceUnavailable)]
    [InlineData(ClerkOutage.ConnectionsClosed)]
    public async Task While_clerk_is_down_nothing_is_asked_of_it_that_it_would_not_be_asked_again(ClerkOutage outage)
    {
        await northwind.Front.Get("/api/me");   // the keys of tokens are known by now
        Faults.Outage = outage;
        var failed = await northwind.Invite(Address);
        Faults.Outage = ClerkOutage.None;

        var again = await northwind.Invite(Address);

        Assert.Equal((503, "unavailable"), (failed.Status, failed.Code));
        Assert.Equal((201, "sent"), (again.Status, again["status"]));
        await OneIsSent(isMade: true);
    }

    [Fact]
    public async Task Over_the_hourly_limit_it_is_sent_later_by_the_queue()
    {
        Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(429, TimeSpan.FromSeconds(12))) { Method = "POST", PathContains = "/invitations", Times = 1 });

        var first = await northwind.Invite(Address);
        var repeat = await northwind.Invite(Address);
        var second = await northwind.Invite("ada@invited.example");
        var third = await northwind.Invite("never@invited.example");
        var revoked = await northwind.Front.Delete($"/api/invitations/{third["id"]}");

        Assert.All([first, second, third], answer => Assert.Equal((201, "requested"), (answer.Status, answer["status"])));
        Assert.All([first, second, third], answer => Assert.InRange(
            answer.Body.GetProperty("sendAfter").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12)));
        Assert.Equal((409, "already-invited"), (repeat.Status, repeat.Code));
        Assert.Equal(204, revoked.Status);
        Assert.Equal((1, 0), (Metrics.CallsTo(ToOrganization), Metrics.CallsTo(ToOrganization, 200)));
        Assert.Equal(2, (await stack.PendingPeople()).Count);

        await stack.KeepUpInvitations();   // which waits until the queue has done what it was told
        await stack.Settled();

        Assert.Equal((3, 2), (Metrics.CallsTo(ToOrganization), Metrics.CallsTo(ToOrganization, 200)));
        Assert.All(await stack.OpenInvitations(), open => Assert.Equal((InvitationStatus.Sent, null), (open.Status, open.SendAfter)));
        Assert.Equal([first["id"], second["id"]], (await stack.OpenInvitations()).Select(open => open.Id.Value));
        Assert.Empty(await stack.PendingAtClerk("never@invited.example"));
    }

    [Fact]
    public async Task What_clerk_says_of_people_is_neither_answered_nor_logged()
    {
        const string secret = "ada@secret.example";
        var ada = stack.Emulators.Clerk.Directory.CreateUser(new NewUser { EmailAddress = secret, Verification = EmailVerification.Unverified });
        stack.Emulators.Clerk.Directory.AddMember(northwind.Clerk.Id, ada.Id);
        await stack.Settled();

        var answer = await northwind.Invite(secret);   // "ada@secret.example is already a member of the organization."

        Assert.Equal((409, "already-a-member"), (answer.Status, answer.Code));
        Assert.DoesNotContain("secret.example", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(log.Said, line => line.Contains("cannot be sent: [address] is already a member", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Said, line => line.Contains("secret.example", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Invitation_of_another_organization_is_answered_like_one_that_is_not_there()
    {
        var fabrikam = await AnOrganization.Of(stack, "Fabrikam");
        var others = await fabrikam.Invited(Address);
        var missing = InvitationId.Of("orginv_missing", DateTimeOffset.UtcNow);

        foreach (var ask in new Func<InvitationId, Task<ApiAnswer>>[]
        {
            id => northwind.Front.Get($"/api/invitations/{id}"),
            id => northwind.Front.Delete($"/api/invitations/{id}"),
            id => stack.Nobody().Get($"/api/ops/invitations/{id}"),
            id => stack.Nobody().Delete($"/api/ops/invitations/{id}"),
        })
        {
            var (other, none) = (await ask(others.Id), await ask(missing));
            Assert.Equal((404, "invitation-unknown"), (other.Status, other.Code));
            Assert.Equal(WithoutTrace(none), WithoutTrace(other));
        }

        Assert.Equal(InvitationStatus.Sent, (await fabrikam.Invitation(others.Id)).Status);
    }

    private static string WithoutTrace(ApiAnswer answer) => string.Join(
        ' ', answer.Body.EnumerateObject().Where(member => member.Name is not ("traceId" or "instance")).Select(member => $"{member}"));

    private async Task<ApiAnswer> InviteThrough(ClerkFaultAction action)
    {
        var fault = Faults.Add(new ClerkFault(action) { Method = "POST", PathContains = "/invitations", Times = 1 });
        var answer = await northwind.Invite(Address);
        Assert.Equal(1, fault.Hits);
        return answer;
    }

    private async Task OneIsSent(bool isMade)
    {
        await stack.Settled();
        var open = Assert.Single(await stack.OpenInvitations());
        Assert.Equal((InvitationStatus.Sent, null), (open.Status, open.BusyUntil));
        Assert.Equal(open.ClerkId, Assert.Single(await stack.PendingAtClerk(Address)).ClerkId);
        Assert.Equal((open.User, UserStatus.Pending), Assert.Single((await stack.PendingPeople()).Select(person => (person.Id, person.Status))));
        Assert.InRange(Metrics.CallsTo(ToOrganization), 1, isMade ? 1 : 2);
    }

    /// <summary>Everything that is logged, however loud.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
