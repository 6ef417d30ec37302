using Local.Clerk;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Two instances ask Clerk for many people one by one: together they stay within its limit, and heed it when told to wait.</summary>
public sealed class When_clerks_rate_limit_is_near
{
    private const int People = 200;
    private const int Deleted = 150;
    private const int Limit = 200;

    /// <summary>Four fifths of what the limit allows in a second.</summary>
    private const string WithinLimit = "16";

    private const string FarBeyondLimit = "1000";

    [Fact]
    public async Task Budget_holds_across_two_instances_and_nobody_is_turned_away()
    {
        var (sweep, turnedAway) = await SweepWith(WithinLimit);

        Assert.Equal((RunPhase.Done, (long)Deleted, 0L), (sweep.Phase, sweep.Totals.Buried, turnedAway));
    }

    [Fact]
    public async Task Storm_of_429_is_waited_out_by_all_instances()
    {
        var (sweep, turnedAway) = await SweepWith(FarBeyondLimit, alreadyUsed: Limit - 50);

        TestContext.Current.SendDiagnosticMessage($"{sweep.Totals.ClerkCalls} calls, {turnedAway} of them turned away");
        Assert.Equal((RunPhase.Done, (long)Deleted), (sweep.Phase, sweep.Totals.Buried));
        Assert.InRange(turnedAway, 1, 20);
    }

    private static async Task<(RunDocument Sweep, long TurnedAway)> SweepWith(string requestsPerSecond, int alreadyUsed = 0)
    {
        (string, string)[] settings = [("CLERK_REQUESTS_PER_SECOND", requestsPerSecond), ("RECONCILE_MAX_BURIAL_SHARE", "1")];
        await using var stack = await TestStack.Start(null, Limit, settings);
        await using var other = await stack.StartAnother(settings);
        var clerk = stack.Emulators.Clerk;
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        var people = clerk.Directory.CreateUsers(
            People, number => new NewUser { EmailAddress = $"person-{number}@people.example", Since = start.AddSeconds(number) }, announce: false);
        await stack.Sweep();
        clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        foreach (var person in people.Take(Deleted))
        {
            clerk.Directory.DeleteUser(person.Id);
        }

        await UseUp(clerk, alreadyUsed);
        await stack.Sweep();
        return ((await stack.Runs())[0], clerk.Metrics.Calls.Where(call => call.Status == 429).Sum(call => (long)call.Count));
    }

    /// <summary>Somebody else with the same key leaves little of the limit.</summary>
    private static async Task UseUp(ClerkSimulator clerk, int requests)
    {
        using var http = new HttpClient { BaseAddress = clerk.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_local");
        for (var i = 0; i < requests; i++)
        {
            (await http.GetAsync("/v1/users/count", TestContext.Current.CancellationToken)).Dispose();
        }
    }
}
