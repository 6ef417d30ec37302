using Microsoft.Extensions.Logging;
using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Failures;
using Serverless.Platform.Telemetry;

namespace Serverless.Reconciliation;

/// <summary>
/// Compares the members of some organizations, a page of Clerk's list after another, with our documents of the same time, and
/// mends what differs. What one message does is bounded: the rest is left to another.
/// </summary>
public sealed partial class CompareMembersStep(
    ClerkApi clerk,
    IdentityMap<OrganizationId> ids,
    MembershipStore memberships,
    OrganizationRepairer repairer,
    RunStore store,
    StepSender sender,
    TimeProvider clock,
    ILogger<CompareMembersStep> logger)
{
    /// <summary>Members listed after which the rest is left to another message; a page more at most, so its ledger stays small.</summary>
    private const int Enough = 500;

    /// <exception cref="ListingCutShortException">A list of Clerk's ends long before its total does.</exception>
    public async Task Do(CompareMembers step, CancellationToken cancellation)
    {
        if (await store.FindRun(step.Run, cancellation) is not { Value: { HasEnded: false } run }
            || await store.FindPart(step.Run, step.Part, cancellation) is not { Value.IsDone: false } part)
        {
            return;
        }

        using var cost = Cost.Measure();
        var found = new Findings();
        var left = new Queue<string>(part.Value.Organizations);
        var start = part.Value.From ?? OffsetWalkRules.First;
        while (found.Seen < Enough && left.TryPeek(out var organization))
        {
            PageStart? next;
            try
            {
                next = await Compare(organization, start, run.Windows[0].UpTo, found, cancellation);
            }
            catch (Exception failure) when (found.Pages > 0 && TransientFailures.IsTransient(failure))
            {
                // What is done stays done: the following part begins with this one, and if it fails there again, is set aside.
                LogLeft(left.Count, failure);
                break;
            }

            found.Pages++;
            start = next ?? OffsetWalkRules.First;
            if (next is null)
            {
                left.Dequeue();
            }
        }

        if (left.Count > 0)
        {
            await HandOn(part.Value, [.. left], start, cancellation);
        }

        if (found.Unreadable > 0)
        {
            LogUnreadable(found.Unreadable);
        }

        var done = part.Value with
        {
            Totals = RepairRules.Count(found.Repairs) + found.Totals() with { ClerkCalls = cost.ClerkCalls, RequestUnits = cost.RequestUnits },
            AbsentMembers = found.Named,
            UpdatedAt = Now,
        };
        await store.Close(part, done, found.Repairs, cancellation);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <returns>Where the next page begins; null at the end of the organization.</returns>
    private async Task<PageStart?> Compare(string organization, PageStart start, long upTo, Findings found, CancellationToken cancellation)
    {
        var isGone = false;
        var unreadable = 0;
        var page = await OffsetWalk.List<MembershipSeen>(start, upTo, member => member.JoinedAt, async offset =>
        {
            var members = await clerk.MembersOf(organization, new ClerkMembershipQuery { Offset = offset, OrderBy = "+created_at" }, cancellation);
            isGone = members is null;
            unreadable = (members?.Count - members?.Rows.Count) ?? 0;
            return members ?? new Listed<MembershipSeen>([], 0, 0);
        });
        if (isGone)
        {
            // Deleted since it was listed. Nothing follows from that here; the next run finds it absent, and asks.
            return null;
        }

        var here = new Findings { Unreadable = unreadable, Seen = page.Rows.Count() };
        var comparison = ListComparison.Of(page.Within);
        if (page.UpTo > page.After && await ids.Find(ProviderSubject.Clerk(organization), cancellation) is { } id)
        {
            await foreach (var stored in memberships.JoinedWithin(id, page.After, page.UpTo, cancellation))
            {
                if (!comparison.Names(stored.Value.UserSubject, stored.Value))
                {
                    here.Missed(new AbsentMember(id, stored.Value.Id));
                }
            }
        }

        here.Repairs.AddRange(await repairer.Apply(page.Loose.Concat(comparison.Different), cancellation));
        found.Add(here);
        return page.Next;
    }

    private async Task HandOn(PartDocument part, IReadOnlyList<string> left, PageStart start, CancellationToken cancellation)
    {
        var rest = new PartDocument
        {
            Run = part.Run,
            Id = part.FollowingId,
            Number = part.Number + 1,
            IsDone = false,
            Organizations = left,
            From = start,
            UpdatedAt = Now,
        };
        await store.Begin(rest, cancellation);
        await sender.Send(new CompareMembers(part.Run, rest.Id), cancellation);
    }

    [LoggerMessage(LogLevel.Error, "Reconciliation: {Count} membership(s) of Clerk's lists have no id or no version and were passed over")]
    private partial void LogUnreadable(int count);

    [LoggerMessage(LogLevel.Warning, "Reconciliation: the members of {Count} organization(s) are left to another message")]
    private partial void LogLeft(int count, Exception failure);

    private sealed class Findings
    {
        public int Pages { get; set; }

        public int Seen { get; set; }

        public int Unreadable { get; set; }

        public List<Repair> Repairs { get; } = [];

        public List<AbsentMember> Named { get; } = [];

        private int Absent { get; set; }

        public void Missed(AbsentMember member)
        {
            Absent++;
            if (Named.Count < RunRules.MostAbsentNamed)
            {
                Named.Add(member);
            }
        }

        /// <summary>Of a page that was compared to its end: one that failed is compared again, and must not count twice.</summary>
        public void Add(Findings page)
        {
            Seen += page.Seen;
            Unreadable += page.Unreadable;
            Absent += page.Absent;
            Named.AddRange(page.Named.Take(RunRules.MostAbsentNamed - Named.Count));
            Repairs.AddRange(page.Repairs);
        }

        public RunTotals Totals() => new()
        {
            Memberships = new SubjectTotals { Seen = Seen, Unreadable = Unreadable, Absent = Absent },
        };
    }
}
