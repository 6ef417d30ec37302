using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Telemetry;

namespace Serverless.Reconciliation;

/// <summary>
/// Compares one page of Clerk's list of organizations with our documents of the same time, and mends what differs. The next page,
/// and the members of this one's organizations, are sent before it is compared.
/// </summary>
public sealed partial class CompareOrganizationsStep(
    ClerkApi clerk,
    IdentityMap<OrganizationId> ids,
    OrganizationStore organizations,
    MembershipStore memberships,
    OrganizationRepairer repairer,
    RunStore store,
    StepSender sender,
    TimeProvider clock,
    ILogger<CompareOrganizationsStep> logger)
{
    /// <summary>Organizations whose members one message compares: each costs Clerk one request at least.</summary>
    private const int PerMessage = 25;

    /// <summary>Counts asked of the store at once.</summary>
    private const int AtOnce = 16;

    /// <exception cref="ListingCutShortException">Clerk's list ends long before its total does.</exception>
    public async Task Do(CompareOrganizations step, CancellationToken cancellation)
    {
        var id = PartDocument.PageId(0, step.Start.Number);
        if (await store.FindRun(step.Run, cancellation) is not { Value: { HasEnded: false } run }
            || await store.FindPart(step.Run, id, cancellation) is { Value.IsDone: true })
        {
            return;
        }

        using var cost = Cost.Measure();
        var (page, unreadable) = await List(step.Start, run.Windows[0].UpTo, cancellation);
        var part = await store.Begin(
            new PartDocument
            {
                Run = step.Run,
                Id = id,
                Window = 0,
                Number = step.Start.Number,
                IsDone = false,
                Next = page.Next,
                Organizations = await ToWalk(run, page, cancellation),
                UpdatedAt = Now,
            },
            cancellation);
        await SendMembers(part.Value, cancellation);
        if (part.Value.Next is { } next)
        {
            await sender.Send(new CompareOrganizations(step.Run, next), cancellation);
        }

        var (work, absent, members) = await Compare(page, cancellation);
        var repairs = await repairer.Apply(work, cancellation);
        var totals = RepairRules.Count(repairs) + new RunTotals
        {
            Organizations = new SubjectTotals { Seen = page.Rows.Count(), Unreadable = unreadable, Absent = absent.Count },
            Memberships = new SubjectTotals { Absent = members },
            ClerkCalls = cost.ClerkCalls,
            RequestUnits = cost.RequestUnits,
        };
        await store.Close(part, totals, [.. absent.Take(RunRules.MostAbsentNamed)], repairs, Now, cancellation);
        if (part.Value.Next is null)
        {
            await sender.Send(new FinishRun(step.Run, 0), cancellation);
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<(OffsetCover<OrganizationRow> Page, int Unreadable)> List(PageStart start, long upTo, CancellationToken cancellation)
    {
        var (unreadable, isEnabled) = (0, true);
        var page = await OffsetWalk.List<OrganizationRow>(start, upTo, row => row.Organization.Profile.CreatedAt, async offset =>
        {
            var listed = await List(offset, cancellation);
            isEnabled = listed is not null;
            unreadable = (listed?.Count - listed?.Rows.Count) ?? 0;
            return listed ?? new Listed<OrganizationRow>([], 0, 0);
        });
        if (!isEnabled)
        {
            // Nothing follows from that about any we hold.
            return (page with { UpTo = page.After }, 0);
        }

        if (unreadable > 0)
        {
            LogUnreadable(unreadable);
        }

        return (page, unreadable);
    }

    private Task<Listed<OrganizationRow>?> List(int offset, CancellationToken cancellation) =>
        clerk.Organizations(new ClerkOrganizationQuery { IncludeMembersCount = true, Offset = offset, OrderBy = "+created_at" }, cancellation);

    /// <summary>Those whose members are to be compared: all, or where the numbers differ.</summary>
    private async Task<IReadOnlyList<string>> ToWalk(RunDocument run, OffsetCover<OrganizationRow> page, CancellationToken cancellation)
    {
        if (run.Kind == RunKind.Organizations)
        {
            return [.. page.Rows.Select(row => row.Organization.Subject.Subject)];
        }

        var different = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            page.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (row, token) =>
            {
                var id = await ids.Find(row.Organization.Subject, token);
                if (row.Members != (id is null ? 0 : await memberships.CountActive(id, token)))
                {
                    different.Add(row.Organization.Subject.Subject);
                }
            });
        return [.. different];
    }

    /// <summary>From what was written down when the page was begun, so that doing it again makes the same parts.</summary>
    private async Task SendMembers(PartDocument page, CancellationToken cancellation)
    {
        foreach (var (batch, some) in page.Organizations.Chunk(PerMessage).Index())
        {
            var part = new PartDocument
            {
                Run = page.Run,
                Id = PartDocument.MembersId(page.Number, batch),
                Number = 0,
                IsDone = false,
                Organizations = some,
                UpdatedAt = Now,
            };
            await store.Begin(part, cancellation);
            await sender.Send(new CompareMembers(page.Run, part.Id), cancellation);
        }
    }

    private async Task<(List<OrganizationFact> Work, List<string> Absent, long Members)> Compare(
        OffsetCover<OrganizationRow> page, CancellationToken cancellation)
    {
        var comparison = ListComparison.Of(page.Within.Select(row => row.Organization));
        var (absent, members) = (new List<string>(), 0L);
        if (page.UpTo > page.After)
        {
            await foreach (var stored in organizations.CreatedWithin(page.After, page.UpTo, cancellation))
            {
                if (!comparison.Names(stored.Value.Subject, stored.Value))
                {
                    absent.Add(stored.Value.Subject);
                    members += await memberships.CountActive(stored.Value.Id, cancellation);
                }
            }
        }

        return ([.. page.Loose.Select(row => row.Organization), .. comparison.Different], absent, members);
    }

    [LoggerMessage(LogLevel.Error, "Reconciliation: {Count} organization(s) of Clerk's list have no id or no version and were passed over")]
    private partial void LogUnreadable(int count);
}
