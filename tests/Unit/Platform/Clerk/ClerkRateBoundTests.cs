using Serverless.Platform.Clerk;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>
/// Instances with clocks of their own share the rules and one document, which is read and then written under condition
/// with any delay. However their steps interleave, the bound that <see cref="ClerkRateRules"/> states must hold.
/// </summary>
public sealed class ClerkRateBoundTests
{
    private const int Limit = 20;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(45);

    public static TheoryData<int, int, int> Runs => new(
        from instances in new[] { 2, 5 }
        from skew in new[] { 0, 500 }
        from seed in Enumerable.Range(1, 12)
        select (instances, skew, seed));

    [Theory]
    [MemberData(nameof(Runs))]
    public void No_ten_seconds_hold_more_than_twelve_seconds_worth(int instances, int skew, int seed)
    {
        var sent = Run(instances, skew, new Random(seed));

        var most = MostWithin(sent, TimeSpan.FromSeconds(10));
        Assert.InRange(most, 1, Limit * (skew == 0 ? 11 : 12));
        Assert.True(sent.Count >= Limit * Length.TotalSeconds / 2, $"Only {sent.Count} requests were let through.");
    }

    [Fact]
    public void Bound_is_reached_by_the_worst_alignment_of_clocks()
    {
        // The slow clock sends its second's worth at the end of it, the fast one at the beginning; all seconds between are full.
        ClerkRateDocument? document = null;
        var sent = new List<DateTimeOffset>();
        for (var second = 0; second < 12; second++)
        {
            var (offset, within) = second == 0 ? (-500, 999) : second == 11 ? (500, 0) : (0, 500);
            var local = Start.AddSeconds(second).AddMilliseconds(within);
            while (ClerkRateRules.Decide(document, local, Limit, Limit) is ClerkRateDecision.Lease lease)
            {
                document = lease.Document;
                sent.AddRange(Enumerable.Repeat(local.AddMilliseconds(-offset), lease.Requests));
            }
        }

        Assert.Equal(Limit * 12, MostWithin(sent, TimeSpan.FromSeconds(10)));
    }

    /// <summary>The times at which requests left, by the true clock.</summary>
    private static List<DateTimeOffset> Run(int count, int skew, Random random)
    {
        var store = new SharedDocument();
        var sent = new List<DateTimeOffset>();
        var instances = Enumerable.Range(0, count)
            .Select(i => new Instance(TimeSpan.FromMilliseconds(skew * ((2.0 * i / (count - 1)) - 1)), store, random))
            .ToList();
        for (var now = Start; now < Start + Length; now += Step)
        {
            foreach (var instance in instances.OrderBy(_ => random.Next()).Where(instance => instance.Sends(now)))
            {
                sent.Add(now);
            }
        }

        return sent;
    }

    private static int MostWithin(List<DateTimeOffset> sent, TimeSpan span)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < sent.Count; last++)
        {
            while (sent[last] - sent[first] >= span)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private sealed class SharedDocument
    {
        public ClerkRateDocument? Value { get; private set; }

        public int Version { get; private set; }

        public bool TryWrite(ClerkRateDocument next, int version)
        {
            if (version != Version)
            {
                return false;
            }

            (Value, Version) = (next, Version + 1);
            return true;
        }
    }

    /// <summary>One that would send without pause, and takes now and then a while to write what it decided or to send what it may.</summary>
    private sealed class Instance(TimeSpan offset, SharedDocument store, Random random)
    {
        private ClerkRateShare share;
        private (ClerkRateDecision.Lease Lease, int Version, DateTimeOffset At)? writing;

        public bool Sends(DateTimeOffset trueTime)
        {
            var now = trueTime + offset;
            if (writing is { } pending)
            {
                if (pending.At > now)
                {
                    return false;
                }

                writing = null;
                share = store.TryWrite(pending.Lease.Document, pending.Version)
                    ? share.Add(pending.Lease.Document.Second, pending.Lease.Requests)
                    : share;
            }

            if (share.Holds(now))
            {
                if (random.Next(4) == 0)
                {
                    return false;
                }

                share = share.Use();
                return true;
            }

            if (ClerkRateRules.Decide(store.Value, now, share.Demand(random.Next(1, 6), now), Limit) is ClerkRateDecision.Lease lease)
            {
                writing = (lease, store.Version, now + TimeSpan.FromMilliseconds(random.Next(0, 40)));
            }

            return false;
        }
    }
}
