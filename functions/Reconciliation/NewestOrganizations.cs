using Serverless.Organizations;
using Serverless.Platform.Clerk;

namespace Serverless.Reconciliation;

/// <param name="Differ">Whether Clerk counts other organizations or memberships than we do.</param>
public sealed record OrganizationsFound(RunTotals Totals, IReadOnlyList<Repair> Repairs, bool Differ);

/// <summary>
/// The cheap look at organizations and memberships. Clerk orders neither by the time of a change, so it is the newest page of each
/// that is compared, by content; what is missing beyond, and what ended, shows in the counts. A change to an old one does not: it is
/// found by the sweep.
/// </summary>
public sealed class NewestOrganizations(
    ClerkApi clerk, OrganizationStore organizations, MembershipStore memberships, OrganizationRepairer repairer)
{
    public static OrganizationsFound NotLooked { get; } = new(new RunTotals(), [], Differ: false);

    public async Task<OrganizationsFound> Look(CancellationToken cancellation)
    {
        if (await clerk.Organizations(new ClerkOrganizationQuery { OrderBy = "-created_at" }, cancellation) is not { } newest)
        {
            return NotLooked;
        }

        var joined = await clerk.Memberships(new ClerkSortedPage { OrderBy = "-created_at" }, cancellation);
        List<Repair> repairs =
        [
            .. await repairer.Apply(newest.Rows.Select(row => row.Organization), cancellation),
            .. await repairer.Apply(joined.Rows, cancellation),
        ];
        var totals = RepairRules.Count(repairs) + new RunTotals
        {
            Organizations = new SubjectTotals { Seen = newest.Rows.Count, Unreadable = newest.Count - newest.Rows.Count },
            Memberships = new SubjectTotals { Seen = joined.Rows.Count, Unreadable = joined.Count - joined.Rows.Count },
        };
        var differ = newest.Total != await organizations.CountLiving(cancellation)
            || joined.Total != await memberships.CountActive(organization: null, cancellation);
        return new OrganizationsFound(totals, repairs, differ);
    }
}
