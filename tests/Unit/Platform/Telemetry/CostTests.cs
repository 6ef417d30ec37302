using Serverless.Platform.Telemetry;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Telemetry;

public sealed class CostTests
{
    [Fact]
    public async Task Parallel_tasks_add_to_the_account_they_were_started_in()
    {
        using var cost = Cost.Measure();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), TestContext.Current.CancellationToken, async (_, _) =>
        {
            await Task.Yield();
            Cost.AddRequestUnits(0.5);
            Cost.AddClerkCall();
        });

        Assert.Equal((500, 1000), (cost.RequestUnits, cost.ClerkCalls));
    }

    [Fact]
    public async Task Accounts_side_by_side_do_not_mix()
    {
        var costs = await Task.WhenAll(Enumerable.Range(1, 20).Select(async calls =>
        {
            using var cost = Cost.Measure();
            for (var call = 0; call < calls; call++)
            {
                await Task.Yield();
                Cost.AddClerkCall();
            }

            return cost.ClerkCalls;
        }));

        Assert.Equal(Enumerable.Range(1, 20), costs);
    }

    [Fact]
    public void Account_inside_another_adds_to_both_and_ends_when_disposed()
    {
        using var outer = Cost.Measure();
        Cost.AddClerkCall();
        var inner = Cost.Measure();
        Cost.AddRequestUnits(3);
        inner.Dispose();
        Cost.AddRequestUnits(4);

        Assert.Equal((3, 0), (inner.RequestUnits, inner.ClerkCalls));
        Assert.Equal((7, 1), (outer.RequestUnits, outer.ClerkCalls));
    }

    [Fact]
    public void Without_an_account_nothing_is_kept()
    {
        Cost.AddClerkCall();

        using var cost = Cost.Measure();
        Assert.Equal((0, 0), (cost.RequestUnits, cost.ClerkCalls));
    }
}
