using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Telemetry;

namespace Serverless.Reconciliation;

/// <summary>
/// Asks Clerk for those organizations and members that no list named. Who is in the answer was left out by mistake, and is applied
/// like any other. Only "there is no such organization" buries one, and only a whole list for the person that does not name them
/// ends a membership.
/// </summary>
public sealed class ConfirmOrganizationsStep(
    ClerkApi clerk,
    IdentityMap<OrganizationId> ids,
    MembershipStore memberships,
    OrganizationRepairer repairer,
    RunStore store,
    TimeProvider clock)
{
    public async Task Do(ConfirmOrganizations step, CancellationToken cancellation)
    {
        if (await store.FindPart(step.Run, PartDocument.BatchId(step.Batch), cancellation) is not { Value.IsDone: false } part)
        {
            return;
        }

        using var cost = Cost.Measure();
        var (totals, repairs) = part.Value.Absent.Count > 0
            ? await Organizations(part.Value.Absent, cancellation)
            : await Members(part.Value.AbsentMembers, cancellation);
        var done = part.Value with
        {
            Totals = totals + new RunTotals { ClerkCalls = cost.ClerkCalls, RequestUnits = cost.RequestUnits },
            UpdatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await store.Close(part, done, repairs, cancellation);
    }

    private async Task<(RunTotals Totals, IReadOnlyList<Repair> Repairs)> Organizations(IReadOnlyList<string> absent, CancellationToken cancellation)
    {
        var listed = await clerk.Organizations(
            new ClerkOrganizationQuery { OrganizationIds = absent, Limit = RunRules.BatchSize }, cancellation);
        var facts = (listed?.Rows ?? []).Select(row => (OrganizationFact)row.Organization).ToDictionary(fact => fact.Subject.Subject, StringComparer.Ordinal);
        foreach (var subject in absent.Where(subject => !facts.ContainsKey(subject)))
        {
            if (await AskFor(subject, cancellation) is { } fact)
            {
                facts.Add(subject, fact);
            }
        }

        // A deletion ends the memberships too, so they are counted before.
        var (ended, present) = (0L, 0L);
        foreach (var subject in absent)
        {
            var members = await ids.Find(ProviderSubject.Clerk(subject), cancellation) is { } id ? await memberships.CountActive(id, cancellation) : 0;
            (ended, present) = facts.GetValueOrDefault(subject) is OrganizationGone ? (ended + members, present) : (ended, present + members);
        }

        var repairs = await repairer.Apply(facts.Values, cancellation);
        var totals = RepairRules.Count(repairs) + new RunTotals
        {
            Organizations = new SubjectTotals { Present = absent.Count - facts.Values.OfType<OrganizationGone>().Count() },
            Memberships = new SubjectTotals { Ended = ended, Present = present },
        };
        return (totals, repairs);
    }

    /// <summary>Null for one that is there and cannot be read.</summary>
    private async Task<OrganizationFact?> AskFor(string subject, CancellationToken cancellation) =>
        await clerk.FindOrganization(subject, cancellation) is not { } found ? new OrganizationGone(ProviderSubject.Clerk(subject), FactSource.Api, At: null)
        : OrganizationLists.Seen(found) is { } seen && seen.Subject.Subject == subject ? seen
        : null;

    private async Task<(RunTotals Totals, IReadOnlyList<Repair> Repairs)> Members(IReadOnlyList<AbsentMember> absent, CancellationToken cancellation)
    {
        var facts = new List<MembershipFact>();
        var doubted = 0;
        foreach (var organization in absent.GroupBy(member => member.Organization))
        {
            // Read before Clerk is asked: who joins again meanwhile has another membership, which its answer says nothing about.
            var held = new List<MembershipDocument>();
            foreach (var member in organization)
            {
                if (await memberships.Find(member.Organization, member.User, cancellation) is { Value: { HasEnded: false } membership })
                {
                    held.Add(membership);
                }
            }

            doubted += held.Count;
            facts.AddRange(held.Count > 0 ? await AskFor(held, cancellation) : []);
        }

        var repairs = await repairer.Apply(facts, cancellation);
        var totals = RepairRules.Count(repairs) + new RunTotals
        {
            Memberships = new SubjectTotals { Present = doubted - facts.OfType<MembershipEnded>().Count() },
        };
        return (totals, repairs);
    }

    /// <param name="held">Of one organization.</param>
    private async Task<List<MembershipFact>> AskFor(IReadOnlyList<MembershipDocument> held, CancellationToken cancellation)
    {
        if (await List(held, cancellation) is not { } listed)
        {
            return [];
        }

        var facts = new List<MembershipFact>();
        foreach (var membership in held)
        {
            // A list with a hole says nothing about those it does not name: each is asked for.
            var own = listed.Rows.Any(row => IsOf(membership, row)) || IsWhole(listed) ? listed : await List([membership], cancellation);
            if (own?.Rows.LastOrDefault(row => IsOf(membership, row)) is { } seen)
            {
                facts.Add(seen);
            }
            else if (own is not null && IsWhole(own))
            {
                facts.Add(OrganizationSync.End(membership));
            }
        }

        return facts;
    }

    /// <summary>Null if there is no such organization any more: the next run finds that out.</summary>
    private Task<Listed<MembershipSeen>?> List(IReadOnlyList<MembershipDocument> held, CancellationToken cancellation) => clerk.MembersOf(
        held[0].OrganizationSubject,
        new ClerkMembershipQuery { UserIds = [.. held.Select(membership => membership.UserSubject)], Limit = RunRules.BatchSize },
        cancellation);

    private static bool IsWhole(Listed<MembershipSeen> list) => list.Rows.Count == list.Count && list.Count >= list.Total;

    private static bool IsOf(MembershipDocument held, MembershipSeen row) => row.User.Subject == held.UserSubject;
}
