using Local.Clerk;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Webhooks are dropped, doubled and reordered; what the store then lacks, reconciliation mends, and says what it was.</summary>
public sealed class When_webhooks_are_lost : IAsyncLifetime
{
    private const int People = 5_000;
    private const int Seed = 41;

    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Two_runs_make_every_document_equal_to_clerks_user()
    {
        var clerk = stack.Emulators.Clerk;
        await stack.LookForChanges();
        var lost = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()) { Probability = 0.3, Seed = Seed });
        var doubled = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DuplicateWebhook()) { Probability = 0.2, Seed = Seed + 1 });
        var reordered = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ReorderWebhook(TimeSpan.FromSeconds(2))));
        ChangeEverything(clerk.Directory);
        await clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        var before = await TruthAtClerk.Differences(stack);
        clerk.Faults.Clear();

        await stack.LookForChanges();
        await stack.LookForChanges();

        Assert.Empty(await TruthAtClerk.Differences(stack));
        var totals = RunTotals.Sum((await stack.Runs()).Select(run => run.Totals));
        TestContext.Current.SendDiagnosticMessage(
            $"{lost.Hits} webhooks lost, {doubled.Hits} doubled, {reordered.Hits} reordered; {before.Count} documents were wrong; "
            + $"mended: {totals.Missing} missing, {totals.Stale} stale, {totals.Buried} kept; "
            + $"{totals.ClerkCalls} calls, {totals.RequestUnits:0} request units");
        Assert.True(lost.Hits > 0 && doubled.Hits > 0 && reordered.Hits > 0, "the faults were felt");
        Assert.Equal(before.Count, totals.Repaired);
    }

    [Fact]
    public async Task Ledger_names_each_repair_and_its_cause()
    {
        var clerk = stack.Emulators.Clerk;
        var known = clerk.Directory.CreateUser(new NewUser { EmailAddress = "known@people.example" });
        await clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        await stack.LookForChanges();
        var loss = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var missing = clerk.Directory.CreateUser(new NewUser { EmailAddress = "missing@people.example", Since = DateTimeOffset.UtcNow.AddHours(-1) });
        clerk.Directory.DeleteUser(known.Id);

        await stack.Sweep();

        var sweep = (await stack.Runs())[0];
        Assert.Equal((RunKind.Sweep, RunPhase.Done), (sweep.Kind, sweep.Phase));
        Assert.Equal((1L, 1L, 2), (sweep.Totals.Missing, sweep.Totals.Buried, loss.Hits));
        var repairs = (await stack.Repairs(sweep.Run)).ToDictionary(repair => repair.Subject);
        Assert.Equal(2, repairs.Count);
        Assert.Equal((Drift.Missing, missing.UpdatedAt), (repairs[missing.Id].Drift, repairs[missing.Id].To));
        Assert.Equal((Drift.Kept, DriftCause.NeverReceived, known.UpdatedAt), (repairs[known.Id].Drift, repairs[known.Id].Cause, repairs[known.Id].From));
    }

    private static void ChangeEverything(ClerkDirectory directory)
    {
        var random = new Random(Seed);
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        var people = directory.CreateUsers(People, number => new NewUser
        {
            EmailAddress = $"person-{number}@people.example",
            FirstName = $"Person {number}",
            Since = start.AddSeconds(number),
        });
        foreach (var person in people.Where(_ => random.Next(3) == 0))
        {
            directory.UpdateUser(person.Id, user => user["first_name"] = $"Renamed {random.Next()}");
        }

        foreach (var person in people.Where(_ => random.Next(20) == 0))
        {
            directory.DeleteUser(person.Id);
        }
    }
}
