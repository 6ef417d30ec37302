using Microsoft.Extensions.Logging;
using Serverless.Platform.Clerk;
using Serverless.Platform.Failures;
using Serverless.Platform.Telemetry;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>
/// Compares one page of Clerk's list with our documents of the same time, and mends what differs. The next page is sent before
/// this one is compared, so that several instances, or several calls of one, walk abreast.
/// </summary>
public sealed partial class ComparePageStep(
    ClerkApi clerk, UserStore users, Repairer repairer, RunStore store, StepSender sender, TimeProvider clock, ILogger<ComparePageStep> logger)
{
    /// <summary>Clerk's largest page (https://clerk.com/docs/reference/backend-api).</summary>
    private const int PageSize = 500;

    /// <summary>
    /// Clerk's list and its count may disagree by a few; a list that ends this far short of the count has not ended.
    /// </summary>
    private const double LeastShareListed = 0.95;

    /// <exception cref="ListingCutShortException">Clerk's list ends long before its count does.</exception>
    public async Task Do(ComparePage step, CancellationToken cancellation)
    {
        if (await store.FindRun(step.Run, cancellation) is not { Value: { HasEnded: false } run }
            || await store.FindPart(step.Run, PartDocument.PageId(step.Window, step.Start.Number), cancellation) is { Value.IsDone: true })
        {
            return;
        }

        using var cost = Cost.Measure();
        var window = run.Windows[step.Window];
        var (page, totals) = await List(step.Start, window, cancellation);
        var part = await store.Begin(Open(step, page.Next), cancellation);
        await sender.Send(
            part.Value.Next is { } next ? new ComparePage(step.Run, step.Window, next) : new FinishRun(step.Run, 0), cancellation);

        var (work, absent) = await Compare(page, cancellation);
        var repairs = await repairer.Apply(work, cancellation);
        totals += RepairRules.Count(repairs) + new RunTotals
        {
            Absent = absent.Count,
            ClerkCalls = cost.ClerkCalls,
            RequestUnits = cost.RequestUnits,
        };
        await store.Close(part, totals, [.. absent.Take(RunRules.MostAbsentNamed)], repairs, Now, cancellation);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private PartDocument Open(ComparePage step, PageStart? next) => new()
    {
        Run = step.Run,
        Id = PartDocument.PageId(step.Window, step.Start.Number),
        Window = step.Window,
        Number = step.Start.Number,
        IsDone = false,
        Next = next,
        UpdatedAt = Now,
    };

    private async Task<(PageCover Page, RunTotals Totals)> List(PageStart start, Window window, CancellationToken cancellation)
    {
        var query = new ClerkUserQuery
        {
            // Behind a user, those of the same millisecond are wanted too.
            CreatedAfter = Bound(start.Behind is null ? start.After : start.After - 1),
            CreatedBefore = window.UpTo + 1,
            StartingAfter = start.Behind,
            OrderBy = "+created_at",
            Limit = PageSize,
        };
        using var list = await clerk.ListUsers(query, cancellation);
        var readings = list.Items.Select(ClerkUserReader.Seen).ToList();
        var seen = readings.OfType<UserReading.Read>().Select(reading => (UserSeen)reading.Fact).ToList();
        var page = WalkRules.Cover(start, window, seen, list.Items.Count, PageSize);
        if (page.Next is null)
        {
            await ExpectEnd(start.Seen + page.Loose.Count, window, cancellation);
        }

        var unreadable = readings.Count - seen.Count;
        if (unreadable > 0)
        {
            LogUnreadable(unreadable);
        }

        return (page, new RunTotals
        {
            Seen = page.Within.Count + page.Loose.Count,
            Unreadable = unreadable,
            Newest = seen.Select(user => user.Version).DefaultIfEmpty().Max(),
        });
    }

    /// <summary>An empty page in the middle of a list must not be taken for its end.</summary>
    private async Task ExpectEnd(long seen, Window window, CancellationToken cancellation)
    {
        var counted = await clerk.CountUsers(
            new ClerkUserQuery { CreatedAfter = Bound(window.After), CreatedBefore = window.UpTo + 1 }, cancellation);
        if (seen < counted * LeastShareListed)
        {
            throw new ListingCutShortException(seen, counted);
        }
    }

    private async Task<(List<Told> Work, List<string> Absent)> Compare(PageCover page, CancellationToken cancellation)
    {
        var comparison = new PageComparison(page.Within);
        var work = page.Loose.Select(user => new Told(user)).ToList();
        var absent = new List<string>();
        if (page.UpTo > page.After)
        {
            await foreach (var stored in users.CreatedWithin(page.After, page.UpTo, cancellation))
            {
                switch (comparison.Meet(stored.Value))
                {
                    case Finding.Differs differs:
                        work.Add(new Told(differs.Theirs, stored));
                        break;
                    case Finding.Absent:
                        absent.Add(stored.Value.Subject);
                        break;
                }
            }
        }

        work.AddRange(comparison.Unmet.Select(user => new Told(user, ExpectNew: true)));
        return (work, absent);
    }

    /// <summary>Clerk knows no time before 1970.</summary>
    private static long? Bound(long after) => after < 0 ? null : after;

    [LoggerMessage(LogLevel.Error, "Reconciliation: {Count} user(s) of Clerk's list have no id or no version and were passed over")]
    private partial void LogUnreadable(int count);
}

/// <summary>Clerk's list ended although its count says that there are more.</summary>
public sealed class ListingCutShortException(long seen, long counted) : TransientException($"Clerk's list ended after {seen} of {counted}.");
