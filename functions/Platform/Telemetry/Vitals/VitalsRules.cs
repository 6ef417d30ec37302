namespace Serverless.Platform.Telemetry.Vitals;

/// <summary>How what several instances saw becomes one picture of the last hour. Adding is all it takes, so it does not matter who adds first.</summary>
public static class VitalsRules
{
    public static readonly TimeSpan SlotLength = TimeSpan.FromMinutes(5);

    /// <summary>How far back the picture goes.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>A bucket ends at 1.19 times the end of the one before: what is told of a lag is at most that much too long.</summary>
    private const double BucketsPerDoubling = 4;

    /// <summary>More than four days: Svix retries for 27 hours, and a message is set aside for a day.</summary>
    private const int LastBucket = 115;

    public static long SlotStart(long milliseconds) => milliseconds - (milliseconds % (long)SlotLength.TotalMilliseconds);

    /// <summary>The bucket of a lag: it holds those of up to <see cref="End"/>.</summary>
    public static int Bucket(TimeSpan lag) => lag.TotalMilliseconds <= 1
        ? 0
        : Math.Min(LastBucket, (int)Math.Ceiling(Math.Log2(lag.TotalMilliseconds) * BucketsPerDoubling));

    /// <summary>The longest lag of a bucket.</summary>
    public static TimeSpan End(int bucket) => TimeSpan.FromMilliseconds(Math.Pow(2, bucket / BucketsPerDoubling));

    /// <summary>The document with what another has seen; what is older than an hour is gone.</summary>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static VitalsDocument Add(VitalsDocument? document, VitalsDocument seen, long now)
    {
        document ??= new VitalsDocument();
        var received = new Dictionary<string, long>(document.Received);
        foreach (var (queue, at) in seen.Received)
        {
            received[queue] = Math.Max(at, received.GetValueOrDefault(queue, at));
        }

        return document with
        {
            Received = received,
            Slots =
            [
                .. document.Slots.Concat(seen.Slots)
                    .GroupBy(slot => slot.Start)
                    .Where(group => IsRecent(group.Key, now))
                    .OrderBy(group => group.Key)
                    .Select(group => group.Aggregate(Add)),
            ],
        };
    }

    /// <summary>How long an event took at most, for a share of the events of the last hour; null if there were none.</summary>
    /// <param name="share">For instance 0.99.</param>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static TimeSpan? Percentile(VitalsDocument document, double share, long now)
    {
        var lags = document.Slots.Where(slot => IsRecent(slot.Start, now)).Select(slot => slot.Lags).SelectMany(lags => lags)
            .GroupBy(lag => lag.Key, lag => lag.Value)
            .OrderBy(bucket => bucket.Key)
            .Select(bucket => (Bucket: bucket.Key, Count: bucket.Sum()))
            .ToList();
        var rank = Math.Ceiling(share * lags.Sum(bucket => bucket.Count));
        var below = 0L;
        foreach (var (bucket, count) in lags)
        {
            below += count;
            if (below >= rank)
            {
                return End(bucket);
            }
        }

        return null;
    }

    public static bool IsRecent(long slotStart, long now) => slotStart > now - (long)Kept.TotalMilliseconds;

    private static VitalsSlot Add(VitalsSlot left, VitalsSlot right)
    {
        var lags = new Dictionary<int, long>(left.Lags);
        foreach (var (bucket, count) in right.Lags)
        {
            lags[bucket] = lags.GetValueOrDefault(bucket) + count;
        }

        return left with { Lags = lags, Requests = left.Requests + right.Requests, Throttled = left.Throttled + right.Throttled };
    }
}
