namespace Serverless.Reconciliation;

/// <summary>How a run goes on once its parts have been looked at.</summary>
public abstract record RunDecision
{
    private RunDecision()
    {
    }

    /// <summary>Somebody is still at work.</summary>
    public sealed record Wait : RunDecision;

    /// <summary>All pages are compared; these, by Clerk's ids, no page named. A batch is what one request can ask for.</summary>
    public sealed record Confirm(IReadOnlyList<IReadOnlyList<string>> Batches) : RunDecision;

    /// <summary>All organizations and their members are compared; what is left are memberships of organizations that there are not.</summary>
    public sealed record LookForStrays : RunDecision;

    /// <summary>The same of organizations, by Clerk's ids, and of members.</summary>
    public sealed record ConfirmOrganizations(
        IReadOnlyList<IReadOnlyList<string>> Batches, IReadOnlyList<IReadOnlyList<AbsentMember>> Members) : RunDecision;

    public sealed record End(RunPhase Phase, string? Remark = null) : RunDecision;
}

/// <summary>When a run may bury, when it must stop, and what to send again when it was cut off.</summary>
public static class RunRules
{
    /// <summary>Ids that one request of Clerk's user list takes (https://clerk.com/docs/reference/backend-api).</summary>
    public const int BatchSize = 100;

    /// <summary>
    /// More people absent from one page than this are counted but not named: no healthy listing leaves out so many, and a
    /// document must stay small.
    /// </summary>
    public const int MostAbsentNamed = 1_000;

    /// <summary>A run may always bury so many: in a small company one person is a large share.</summary>
    public const int AlwaysAllowed = 10;

    /// <summary>A run that has not ended by then is given up; what it left undone, the next one does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    /// <summary>
    /// A run whose parts have not moved for so long may have been cut off: longer than a lock, so that a part in work is not
    /// sent again.
    /// </summary>
    public static readonly TimeSpan StalledAfter = TimeSpan.FromMinutes(2);

    public static RunDecision.End TookTooLong { get; } =
        new(RunPhase.Failed, $"Not all parts were done within {Patience.TotalHours:0} hours; see the dead letters of the queue.");

    /// <param name="maxBurialShare">Of the users held when the run began, from 0 to 1.</param>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static RunDecision Next(RunDocument run, IReadOnlyCollection<PartDocument> parts, double maxBurialShare, long now)
    {
        if (!AllDone(run, parts))
        {
            return now - run.StartedAt > Patience.TotalMilliseconds ? TookTooLong : new RunDecision.Wait();
        }

        if (run.IsAboutOrganizations)
        {
            return OrganizationRunRules.AllCompared(run, parts, maxBurialShare);
        }

        var absent = parts.Where(part => part.IsPage).Sum(part => part.Totals.Absent);
        if (run.Phase == RunPhase.Confirming || absent == 0)
        {
            return new RunDecision.End(RunPhase.Done);
        }

        var allowed = Math.Max(AlwaysAllowed, run.Population * maxBurialShare);
        return absent > allowed
            ? new RunDecision.End(
                RunPhase.Stopped,
                $"{absent} of {run.Population} users are absent from Clerk's listing, more than the {allowed:0} that may be buried at once. Nobody was.")
            : new RunDecision.Confirm(Batches(parts));
    }

    /// <summary>The steps that nobody may be working on any more. Sending one that somebody is working on after all does no harm.</summary>
    public static IEnumerable<ReconcileStep> Unfinished(RunDocument run, IReadOnlyCollection<PartDocument> parts)
    {
        for (var window = 0; window < run.Windows.Count; window++)
        {
            var pages = parts.Where(part => part.Window == window).OrderBy(part => part.Number).ToList();
            if (pages.Count == 0)
            {
                yield return FirstPage(run, window);
            }

            foreach (var (i, page) in pages.Index())
            {
                var start = i == 0 ? First(run, window) : pages[i - 1].Next;
                if (!page.IsDone && start is not null)
                {
                    yield return Page(run, window, start);
                }
            }

            if (pages.LastOrDefault() is { IsDone: true, Next: { } next })
            {
                yield return Page(run, window, next);
            }
        }

        foreach (var part in parts.Where(part => !part.IsPage && !part.IsDone))
        {
            yield return !run.IsAboutOrganizations ? new ConfirmAbsent(run.Run, part.Number)
                : part.IsBatch ? new ConfirmOrganizations(run.Run, part.Number)
                : part.Id == PartDocument.StraysId ? new FindStrays(run.Run, Look: 0)
                : new CompareMembers(run.Run, part.Id);
        }

        yield return new FinishRun(run.Run, 0);
    }

    public static ReconcileStep FirstPage(RunDocument run, int window) => Page(run, window, First(run, window));

    private static PageStart First(RunDocument run, int window) => new(0, run.Windows[window].After, Behind: null, Seen: 0);

    private static ReconcileStep Page(RunDocument run, int window, PageStart start) =>
        run.IsAboutOrganizations ? new CompareOrganizations(run.Run, start) : new ComparePage(run.Run, window, start);

    /// <summary>Whether every window has been walked to its end and nothing that was begun is open.</summary>
    private static bool AllDone(RunDocument run, IReadOnlyCollection<PartDocument> parts) =>
        parts.All(part => part.IsDone)
        && parts.Where(part => part is { IsPage: true, Next: null }).Select(part => part.Window).Distinct().Count() == run.Windows.Count;

    private static List<IReadOnlyList<string>> Batches(IEnumerable<PartDocument> parts) =>
    [
        .. parts.Where(part => part.IsPage).SelectMany(part => part.Absent).Distinct(StringComparer.Ordinal).Chunk(BatchSize),
    ];
}
