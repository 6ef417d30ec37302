using Serverless.Identity.History;
using Serverless.Platform.Clerk;
using Serverless.Platform.Ids;
using Serverless.Platform.Telemetry;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <param name="Reached">Up to when all changes at Clerk have been looked at; null if there were too many, or the list had a gap: then a sweep is due.</param>
/// <param name="Different">Windows in which Clerk counts other than we do.</param>
/// <param name="OrganizationsDiffer">Whether Clerk counts other organizations or memberships than we do.</param>
public sealed record ChangesFound(long? Reached, IReadOnlyList<Window> Different, bool OrganizationsDiffer);

/// <summary>
/// Looks at whoever changed at Clerk since the last time, newest first, down to an overlap behind what was already looked at;
/// then whether the counts agree, as the deleted are in no list. Clerk has no filter for changes, only an order by them, which
/// shifts under the walk; hence pages that overlap too. Organizations and memberships have not even the order:
/// <see cref="NewestOrganizations"/>.
/// </summary>
public sealed class ChangesRun(
    ClerkApi clerk,
    Repairer repairer,
    CountComparison counts,
    NewestOrganizations newest,
    RunStore store,
    RunEnd end,
    ReconcileSettings settings,
    IdGenerator ids,
    TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>Rows of a page that the next one lists again: as many may be deleted in between without one being skipped.</summary>
    private const int PageOverlap = 50;

    /// <summary>Pages looked at; with more changes than that a sweep is the better way.</summary>
    private const int MostPages = 20;

    /// <summary>Accounts younger than this are not counted: their events are on their way, and would make counts differ for nothing.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    /// <param name="watermark">Up to when all changes were looked at before.</param>
    public async Task<ChangesFound> Do(long watermark, CancellationToken cancellation)
    {
        var report = new RunDocument
        {
            Run = RunId.New(ids),
            Kind = RunKind.Changes,
            Phase = RunPhase.Walking,
            StartedAt = Now,
        };
        Origin.Begin(Doors.Reconcile, "changes", report.Run.Value);
        using var cost = Cost.Measure();
        var (reached, totals) = await Walk(report.Run, watermark - (long)settings.Overlap.TotalMilliseconds, cancellation);
        var settled = new Window(Window.Beginning, Now - (long)Settling.TotalMilliseconds);
        report = report with
        {
            Windows = reached ? await counts.Differences(settled, cancellation) : [],
            Phase = reached ? RunPhase.Done : RunPhase.Failed,
            Remark = reached ? null : $"More than {MostPages} pages of changes, or a list with a gap; a sweep takes over.",
            FinishedAt = Now,
        };
        var organizations = reached ? await newest.Look(cancellation) : NewestOrganizations.NotLooked;
        await store.Write(RepairsDocument.Of(report.Run, "organizations", organizations.Repairs), cancellation);
        totals += organizations.Totals;
        report = report with { Totals = totals with { ClerkCalls = cost.ClerkCalls, RequestUnits = cost.RequestUnits } };
        await store.TryCreate(report, cancellation);
        end.Say(report);
        return new ChangesFound(reached ? Math.Max(watermark, totals.Newest) : null, report.Windows, organizations.Differ);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<(bool Reached, RunTotals Totals)> Walk(RunId run, long downTo, CancellationToken cancellation)
    {
        var totals = new RunTotals();
        var before = new HashSet<string>();
        for (var page = 0; page < MostPages; page++)
        {
            var (users, listed) = await List(page * (PageSize - PageOverlap), cancellation);
            var repairs = await repairer.Apply(users.Where(user => user.Version >= downTo).Select(user => new Told(user)), cancellation);
            var seen = RepairRules.Count(repairs) + new RunTotals
            {
                Seen = users.Count,
                Unreadable = listed - users.Count,
                Newest = users.Select(user => user.Version).DefaultIfEmpty().Max(),
            };
            await store.Write(RepairsDocument.Of(run, $"page-{page:D2}", repairs), cancellation);
            totals += seen;
            if (listed < PageSize || users.Any(user => user.Version < downTo))
            {
                return (true, totals);
            }

            var named = users.Select(user => user.Subject.Subject).ToHashSet(StringComparer.Ordinal);
            if (page > 0 && !before.Overlaps(named))
            {
                return (false, totals);
            }

            before = named;
        }

        return (false, totals);
    }

    private async Task<(List<UserSeen> Users, int Listed)> List(int offset, CancellationToken cancellation)
    {
        using var list = await clerk.ListUsers(
            new ClerkUserQuery { OrderBy = "-updated_at", Offset = offset, Limit = PageSize }, cancellation);
        return ([.. list.Items.Select(ClerkUserReader.Seen).OfType<UserReading.Read>().Select(reading => (UserSeen)reading.Fact)], list.Items.Count);
    }
}
