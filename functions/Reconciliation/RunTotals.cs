namespace Serverless.Reconciliation;

/// <summary>What a run, or a part of one, saw and did.</summary>
public sealed record RunTotals
{
    /// <summary>Users that Clerk listed.</summary>
    public long Seen { get; init; }

    /// <summary>Listed users without an id or a version, which are passed over and never taken for absent.</summary>
    public long Unreadable { get; init; }

    /// <summary>Users at Clerk of whom we had no document; now we have.</summary>
    public long Missing { get; init; }

    /// <summary>Users whose document was of an older version; now it is not.</summary>
    public long Stale { get; init; }

    /// <summary>Users whose document had the right version and other content; now it has Clerk's.</summary>
    public long Altered { get; init; }

    /// <summary>Documents of ours that no page of Clerk named.</summary>
    public long Absent { get; init; }

    /// <summary>Of these, how many Clerk knew when asked for them.</summary>
    public long Present { get; init; }

    /// <summary>Of these, how many Clerk knew no more; they are tombstones now.</summary>
    public long Buried { get; init; }

    /// <summary>Repairs whose event seems never to have reached us. Above zero, webhooks get lost.</summary>
    public long NeverReceived { get; init; }

    /// <summary>Repairs whose event waits as a dead letter.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Repairs of changes so fresh that their event may have been on its way.</summary>
    public long OnTheirWay { get; init; }

    /// <summary>The highest version seen, in milliseconds since the Unix epoch by Clerk's clock.</summary>
    public long Newest { get; init; }

    /// <summary>Requests to Clerk's API, retries included.</summary>
    public long ClerkCalls { get; init; }

    public double RequestUnits { get; init; }

    public long Repaired => Missing + Stale + Altered + Buried;

    public static RunTotals Sum(IEnumerable<RunTotals> totals) => totals.Aggregate(new RunTotals(), (sum, part) => sum + part);

    public static RunTotals operator +(RunTotals left, RunTotals right) => new()
    {
        Seen = left.Seen + right.Seen,
        Unreadable = left.Unreadable + right.Unreadable,
        Missing = left.Missing + right.Missing,
        Stale = left.Stale + right.Stale,
        Altered = left.Altered + right.Altered,
        Absent = left.Absent + right.Absent,
        Present = left.Present + right.Present,
        Buried = left.Buried + right.Buried,
        NeverReceived = left.NeverReceived + right.NeverReceived,
        DeadLettered = left.DeadLettered + right.DeadLettered,
        OnTheirWay = left.OnTheirWay + right.OnTheirWay,
        Newest = Math.Max(left.Newest, right.Newest),
        ClerkCalls = left.ClerkCalls + right.ClerkCalls,
        RequestUnits = left.RequestUnits + right.RequestUnits,
    };
}
