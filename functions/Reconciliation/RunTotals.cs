using System.ComponentModel;

namespace Serverless.Reconciliation;

[Description("What a run, or a part of one, saw and did.")]
public sealed record RunTotals
{
    [Description("Users that Clerk listed.")]
    public long Seen { get; init; }

    [Description("Listed users without an id or a version, which are passed over and never taken for absent.")]
    public long Unreadable { get; init; }

    [Description("Users at Clerk of whom we had no document; now we have.")]
    public long Missing { get; init; }

    [Description("Users whose document was of an older version; now it is not.")]
    public long Stale { get; init; }

    [Description("Users whose document had the right version and other content; now it has Clerk's.")]
    public long Altered { get; init; }

    [Description("Documents of ours that no page of Clerk named.")]
    public long Absent { get; init; }

    [Description("Of these, how many Clerk knew when asked for them.")]
    public long Present { get; init; }

    [Description("Of these, how many Clerk knew no more; they are tombstones now.")]
    public long Buried { get; init; }

    [Description("Of organizations; none of a run that did not look at them.")]
    public SubjectTotals? Organizations { get; init; }

    [Description("Of memberships in organizations; none of a run that did not look at them.")]
    public SubjectTotals? Memberships { get; init; }

    [Description("Repairs whose event seems never to have reached us. Above zero, webhooks get lost.")]
    public long NeverReceived { get; init; }

    [Description("Repairs whose event waits as a dead letter.")]
    public long DeadLettered { get; init; }

    [Description("Repairs of changes so fresh that their event may have been on its way.")]
    public long OnTheirWay { get; init; }

    [Description("The highest version seen, in milliseconds since the Unix epoch by Clerk's clock.")]
    public long Newest { get; init; }

    [Description("Requests to Clerk's API, retries included.")]
    public long ClerkCalls { get; init; }

    public double RequestUnits { get; init; }

    public long Repaired => Missing + Stale + Altered + Buried + (Organizations?.Repaired ?? 0) + (Memberships?.Repaired ?? 0);

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
        Organizations = SubjectTotals.Sum(left.Organizations, right.Organizations),
        Memberships = SubjectTotals.Sum(left.Memberships, right.Memberships),
        NeverReceived = left.NeverReceived + right.NeverReceived,
        DeadLettered = left.DeadLettered + right.DeadLettered,
        OnTheirWay = left.OnTheirWay + right.OnTheirWay,
        Newest = Math.Max(left.Newest, right.Newest),
        ClerkCalls = left.ClerkCalls + right.ClerkCalls,
        RequestUnits = left.RequestUnits + right.RequestUnits,
    };
}
