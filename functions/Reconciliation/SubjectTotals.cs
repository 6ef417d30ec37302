using System.ComponentModel;

namespace Serverless.Reconciliation;

[Description("What a run, or a part of one, saw and did of organizations or of memberships.")]
public sealed record SubjectTotals
{
    [Description("How many Clerk listed.")]
    public long Seen { get; init; }

    [Description("Listed ones without an id or a version, which are passed over.")]
    public long Unreadable { get; init; }

    [Description("There at Clerk and not with us; now they are.")]
    public long Missing { get; init; }

    [Description("Those whose document was older; now it is not.")]
    public long Stale { get; init; }

    [Description("Those whose document had the right version and other content; now it has Clerk's.")]
    public long Altered { get; init; }

    [Description("Those of ours that no list of Clerk named; memberships of such organizations are counted too.")]
    public long Absent { get; init; }

    [Description("Of these, how many Clerk knew when asked for them.")]
    public long Present { get; init; }

    [Description("Of these, how many Clerk knew no more; they have ended now.")]
    public long Ended { get; init; }

    public long Repaired => Missing + Stale + Altered + Ended;

    public static SubjectTotals? Sum(SubjectTotals? left, SubjectTotals? right) => left is null || right is null ? left ?? right : new SubjectTotals
    {
        Seen = left.Seen + right.Seen,
        Unreadable = left.Unreadable + right.Unreadable,
        Missing = left.Missing + right.Missing,
        Stale = left.Stale + right.Stale,
        Altered = left.Altered + right.Altered,
        Absent = left.Absent + right.Absent,
        Present = left.Present + right.Present,
        Ended = left.Ended + right.Ended,
    };
}
