using Serverless.Platform.ServiceBus;
using Xunit;

namespace Serverless.Tests.Unit.Platform;

public sealed class RedeliveryPolicyTests
{
    private static readonly RedeliveryPolicy Policy = RedeliveryPolicy.Default;

    [Fact]
    public void Delay_doubles_up_to_its_limit()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), Policy.DelayAfter(0, jitter: 0.5));
        Assert.Equal(TimeSpan.FromSeconds(20), Policy.DelayAfter(1, jitter: 0.5));
        Assert.Equal(TimeSpan.FromMinutes(15), Policy.DelayAfter(10, jitter: 0.5));
        Assert.Equal(TimeSpan.FromMinutes(15), Policy.DelayAfter(int.MaxValue, jitter: 0.5));
    }

    [Fact]
    public void Jitter_spreads_over_half_the_delay() => Assert.Equal(
        (TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(12.5)), (Policy.DelayAfter(0, jitter: 0), Policy.DelayAfter(0, jitter: 1)));

    [Fact]
    public void Message_is_kept_for_as_long_as_clerk_retries()
    {
        var kept = Enumerable.Range(0, Policy.MaxTimesSetAside).Aggregate(TimeSpan.Zero, (sum, times) => sum + Policy.DelayAfter(times, jitter: 0.5));

        Assert.InRange(kept, new TimeSpan(27, 35, 0), TimeSpan.FromHours(36));
    }
}
