using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Telemetry;

namespace Serverless.Reconciliation;

/// <summary>
/// Looks for memberships of organizations that we hold as deleted, or not at all although every one of Clerk's list has just been
/// written: what was lost then is both the creation and the deletion. Such organizations are absent like others, and asked for.
/// </summary>
public sealed class FindStraysStep(
    OrganizationStore organizations, MembershipStore memberships, RunStore store, StepSender sender, TimeProvider clock)
{
    /// <summary>Organizations looked up with one query.</summary>
    private const int AtOnce = 100;

    public async Task Do(FindStrays step, CancellationToken cancellation)
    {
        if (await store.FindPart(step.Run, PartDocument.StraysId, cancellation) is not { Value.IsDone: false } part)
        {
            return;
        }

        using var cost = Cost.Measure();
        var strays = await Find(cancellation);
        var members = 0L;
        foreach (var stray in strays.Keys)
        {
            members += await memberships.CountActive(stray, cancellation);
        }

        var done = part.Value with
        {
            Absent = [.. strays.Values.Take(RunRules.MostAbsentNamed)],
            Totals = new RunTotals
            {
                Organizations = new SubjectTotals { Absent = strays.Count },
                Memberships = new SubjectTotals { Absent = members },
                RequestUnits = cost.RequestUnits,
            },
            UpdatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await store.Close(part, done, [], cancellation);
        await sender.Send(new FinishRun(step.Run, step.Look + 1), cancellation);
    }

    /// <returns>Clerk's ids by ours.</returns>
    private async Task<Dictionary<OrganizationId, string>> Find(CancellationToken cancellation)
    {
        var (met, strays) = (new HashSet<OrganizationId>(), new Dictionary<OrganizationId, string>());
        var fresh = new Dictionary<OrganizationId, string>();
        await foreach (var membership in memberships.Active(cancellation))
        {
            if (met.Add(membership.Value.Organization))
            {
                fresh.Add(membership.Value.Organization, membership.Value.OrganizationSubject);
            }

            if (fresh.Count == AtOnce)
            {
                await Keep(fresh, strays, cancellation);
            }
        }

        await Keep(fresh, strays, cancellation);
        return strays;
    }

    /// <summary>Moves those without a living organization.</summary>
    private async Task Keep(Dictionary<OrganizationId, string> fresh, Dictionary<OrganizationId, string> strays, CancellationToken cancellation)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        await foreach (var organization in organizations.FindAll([.. fresh.Keys], cancellation))
        {
            if (!organization.Value.IsDeleted)
            {
                fresh.Remove(organization.Value.Id);
            }
        }

        foreach (var (id, subject) in fresh)
        {
            strays.Add(id, subject);
        }

        fresh.Clear();
    }
}
