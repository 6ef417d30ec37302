using Serverless.Platform.Clerk;

namespace Serverless.Reconciliation;

/// <summary>A page of a list of Clerk's that knows offsets only, as those of organizations and of members do.</summary>
/// <param name="Rows">Those that could be read, in the order of their beginning.</param>
/// <param name="Count">How many Clerk listed, those that could not be read included.</param>
/// <param name="Total">How many Clerk says there are on all pages together.</param>
public sealed record Listed<T>(IReadOnlyList<T> Rows, int Count, long Total);

/// <summary>What one page tells; as <see cref="PageCover"/>.</summary>
public sealed record OffsetCover<T>(long After, long UpTo, IReadOnlyList<T> Within, IReadOnlyList<T> Loose, PageStart? Next)
{
    public IEnumerable<T> Rows => Within.Concat(Loose);
}

/// <summary>
/// A walk over a list in the order of creation that has neither a cursor nor a filter by time. Whoever is removed meanwhile shifts
/// the rest; so pages overlap, one that begins behind where the last one ended is asked for again further up, and each knows the
/// span of time it covers.
/// </summary>
public static class OffsetWalkRules
{
    /// <summary>Rows listed again on the next page at most: as many may be removed in between without a further request.</summary>
    private const int MostOverlap = 50;

    /// <summary>A list and its total may disagree by this share, or by <see cref="Few"/>.</summary>
    private const double ShareShort = 0.05;

    private const int Few = 2;

    public static PageStart First { get; } = new(0, Window.Beginning, Behind: null, Seen: 0);

    public static int Offset(PageStart start) => (int)(start.Seen - (start.Seen == 0 ? 0 : Math.Clamp(start.Seen / 10, 1, MostOverlap)));

    /// <summary>Whether the list has shifted by more than the overlap, so that some may have been skipped.</summary>
    public static bool BeginsBehind<T>(PageStart start, int offset, Listed<T> page, Func<T, long> createdAt) =>
        offset > 0 && (page.Rows.Count == 0 ? page.Count == 0 && page.Total > 0 : createdAt(page.Rows[0]) > start.After);

    /// <param name="upTo">The walk ends here: what was made later is not in doubt.</param>
    /// <param name="createdAt">In milliseconds since the Unix epoch.</param>
    /// <returns>Null if the list ended although its total says that there are more.</returns>
    public static OffsetCover<T>? Cover<T>(PageStart start, long upTo, int offset, Listed<T> page, Func<T, long> createdAt)
    {
        var reached = offset + page.Count;
        var fresh = page.Rows.Where(row => createdAt(row) > start.After).ToList();
        var ties = page.Rows.Where(row => createdAt(row) == start.After).ToList();
        var isShort = page.Total - Math.Max(reached, start.Seen) > Math.Max(Few, page.Total * ShareShort);
        if ((page.Total - reached <= Few && page.Count < ClerkPage.LargestLimit) || (fresh.Count == 0 && reached <= start.Seen && !isShort))
        {
            return new OffsetCover<T>(start.After, Math.Max(start.After, upTo), fresh, ties, Next: null);
        }

        if (fresh.Count == 0)
        {
            return reached > start.Seen ? new OffsetCover<T>(start.After, start.After, [], ties, Following(start, start.After, reached)) : null;
        }

        // The millisecond in which a page ends may go on behind it, so it is left to the next page, unless the page holds no other.
        var last = fresh.Max(createdAt);
        var whole = fresh.Where(row => createdAt(row) < last).ToList();
        return whole.Count > 0
            ? new OffsetCover<T>(start.After, last - 1, whole, ties, Following(start, last - 1, reached - (fresh.Count - whole.Count)))
            : new OffsetCover<T>(start.After, last - 1, [], [.. ties, .. fresh], Following(start, last, reached));
    }

    private static PageStart Following(PageStart start, long after, long seen) => new(start.Number + 1, after, Behind: null, seen);
}
