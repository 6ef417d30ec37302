using FsCheck;
using FsCheck.Fluent;
using Serverless.Platform.Telemetry.Vitals;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Telemetry;

public sealed class VitalsRulesTests
{
    private const long Now = 1_800_000_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(40_000)]
    [InlineData(100_000_000)]
    public void Bucket_says_of_a_lag_at_most_a_fifth_too_much(double milliseconds)
    {
        var lag = TimeSpan.FromMilliseconds(milliseconds);
        var told = VitalsRules.End(VitalsRules.Bucket(lag));

        Assert.InRange(told.TotalMilliseconds, Math.Max(1, milliseconds) * 0.9999, Math.Max(1, milliseconds) * 1.2);
    }

    [Fact]
    public void Lag_of_weeks_is_told_as_some_days()
    {
        var told = VitalsRules.End(VitalsRules.Bucket(TimeSpan.FromDays(40)));

        Assert.InRange(told.TotalDays, 4, 7);
    }

    [Fact]
    public void Slowest_of_a_hundred_is_the_hundredth()
    {
        var vitals = Seen([.. Enumerable.Repeat(10, 99), 60_000]);

        Assert.InRange(VitalsRules.Percentile(vitals, 0.50, Now)!.Value.TotalMilliseconds, 10, 12);
        Assert.InRange(VitalsRules.Percentile(vitals, 0.99, Now)!.Value.TotalMilliseconds, 10, 12);
        Assert.InRange(VitalsRules.Percentile(vitals, 0.995, Now)!.Value.TotalMilliseconds, 60_000, 72_000);
    }

    [Fact]
    public void Nobody_is_told_of_the_lag_of_nothing() => Assert.Null(VitalsRules.Percentile(new VitalsDocument(), 0.5, Now));

    [Fact]
    public void What_is_older_than_an_hour_is_forgotten()
    {
        var old = Seen([10], Now - (long)TimeSpan.FromMinutes(61).TotalMilliseconds);

        Assert.Equal(1, Assert.Single(VitalsRules.Add(old, Seen([20]), Now).Slots).Lags.Values.Sum());
        Assert.Null(VitalsRules.Percentile(old, 0.5, Now));
    }

    [Fact]
    public void Last_event_of_a_queue_is_the_newest_whoever_saw_it()
    {
        var early = new VitalsDocument { Received = new Dictionary<string, long> { ["user-events"] = 5, ["invitations"] = 9 } };
        var late = new VitalsDocument { Received = new Dictionary<string, long> { ["user-events"] = 7 } };

        var both = VitalsRules.Add(VitalsRules.Add(null, late, Now), early, Now);

        Assert.Equal((7, 9), (both.Received["user-events"], both.Received["invitations"]));
    }

    /// <summary>Instances write when they like.</summary>
    [Fact]
    public void Order_of_adding_does_not_matter() => Prop.ForAll<int[], int[], int[]>((first, second, third) =>
    {
        var (a, b, c) = (Seen(first), Seen(second, Now - 400_000), Seen(third));
        string Text(params VitalsDocument[] order) => System.Text.Json.JsonSerializer.Serialize(
            order.Aggregate((VitalsDocument?)null, (sum, next) => VitalsRules.Add(sum, next, Now))!.Slots.Select(
                slot => (slot.Start, slot.Requests, slot.Throttled, Lags: slot.Lags.OrderBy(lag => lag.Key).ToList())),
            Fields);

        return Text(a, b, c) == Text(c, a, b) && Text(a, b, c) == Text(b, c, a);
    }).QuickCheckThrowOnFailure();

    private static System.Text.Json.JsonSerializerOptions Fields { get; } = new() { IncludeFields = true };

    private static VitalsDocument Seen(int[] milliseconds, long at = Now) => new()
    {
        Slots =
        [
            new VitalsSlot
            {
                Start = VitalsRules.SlotStart(at),
                Lags = milliseconds.GroupBy(lag => VitalsRules.Bucket(TimeSpan.FromMilliseconds(lag))).ToDictionary(group => group.Key, group => group.LongCount()),
                Requests = milliseconds.Length,
                Throttled = milliseconds.Length % 3,
            },
        ],
    };
}
