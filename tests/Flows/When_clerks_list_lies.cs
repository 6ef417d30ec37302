using Local.Clerk;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>A listing that is empty, cut short or full of holes buries nobody; nor does one that would bury too many.</summary>
public sealed class When_clerks_list_lies : IAsyncLifetime
{
    private const int People = 1_200;

    private TestStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        Clerk.Directory.CreateUsers(
            People, number => new NewUser { EmailAddress = $"person-{number}@people.example", Since = start.AddSeconds(number) }, announce: false);
        await stack.Sweep();
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    private ClerkSimulator Clerk => stack.Emulators.Clerk;

    [Fact]
    public async Task First_sweep_imports_everybody()
    {
        var sweep = Assert.Single(await stack.Runs());

        Assert.Equal((RunPhase.Done, (long)People, (long)People), (sweep.Phase, sweep.Totals.Seen, sweep.Totals.Missing));
    }

    [Fact]
    public async Task Page_that_is_empty_by_mistake_is_not_taken_for_the_end()
    {
        var empty = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0)) { PathContains = "/users", Skip = 1, Times = 1 });

        await stack.Sweep();

        Assert.Equal(1, empty.Hits);
        await ExpectNobodyBuried(RunPhase.Done);
    }

    [Fact]
    public async Task Pages_that_are_cut_short_bury_nobody()
    {
        var cut = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0.5)) { PathContains = "/users" });

        await stack.Sweep();

        Assert.True(cut.Hits > 1);
        await ExpectNobodyBuried(RunPhase.Done);
    }

    [Fact]
    public async Task List_with_a_few_holes_has_those_left_out_confirmed_and_buries_nobody()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.HideFromLists(0.005)) { PathContains = "/users" });

        await stack.Sweep();

        var sweep = await ExpectNobodyBuried(RunPhase.Done);
        Assert.InRange(sweep.Totals.Absent, 1, 60);
        Assert.Equal(sweep.Totals.Absent, sweep.Totals.Present);
    }

    [Fact]
    public async Task Half_the_users_missing_from_list_and_count_stops_the_run()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.HideFromLists(0.5)) { PathContains = "/users" });
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.WrongCount(0.5)) { PathContains = "/users/count" });

        await stack.Sweep();

        var sweep = await ExpectNobodyBuried(RunPhase.Stopped);
        Assert.Contains("may be buried at once", sweep.Remark!, StringComparison.Ordinal);
        var alert = (await stack.Nobody().Get("/api/ops/status")).Body.GetProperty("alerts")[0];
        Assert.Equal(("reconcile-broken", $"{sweep.Run} stopped. {sweep.Remark}"), (alert.GetProperty("name").GetString(), alert.GetProperty("says").GetString()));
    }

    [Fact]
    public async Task Deleting_most_people_at_once_stops_the_run_until_somebody_allows_it()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        foreach (var person in Clerk.Directory.Users().Take(People / 2))
        {
            Clerk.Directory.DeleteUser(person.Id);
        }

        await stack.Sweep();

        var stopped = (await stack.Runs())[0];
        Assert.Equal((RunPhase.Stopped, 0L, People / 2L), (stopped.Phase, stopped.Totals.Buried, stopped.Totals.Absent));
    }

    [Fact]
    public async Task Clerk_that_is_out_for_a_while_delays_the_run_and_loses_nothing()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(500)) { Probability = 0.5, Seed = 3 });

        await stack.Sweep();

        await ExpectNobodyBuried(RunPhase.Done);
    }

    private async Task<RunDocument> ExpectNobodyBuried(RunPhase phase)
    {
        Clerk.Faults.Clear();
        var sweep = (await stack.Runs())[0];
        Assert.Equal((RunKind.Sweep, phase, 0L), (sweep.Kind, sweep.Phase, sweep.Totals.Buried));
        Assert.Empty(await TruthAtClerk.Differences(stack));
        return sweep;
    }
}
