namespace Serverless.Reconciliation;

/// <summary>Asks for the pages that <see cref="OffsetWalkRules"/> lead to.</summary>
internal static class OffsetWalk
{
    /// <summary>How far up a page is asked for again when the list has shifted; less than a page, so that none is skipped.</summary>
    private const int StepBack = 450;

    /// <param name="ask">For the page at an offset.</param>
    /// <exception cref="ListingCutShortException">The list ends long before its total does.</exception>
    public static async Task<OffsetCover<T>> List<T>(PageStart start, long upTo, Func<T, long> createdAt, Func<int, Task<Listed<T>>> ask)
    {
        var offset = OffsetWalkRules.Offset(start);
        var page = await ask(offset);
        while (OffsetWalkRules.BeginsBehind(start, offset, page, createdAt))
        {
            offset = Math.Max(0, offset - StepBack);
            page = await ask(offset);
        }

        if (OffsetWalkRules.Cover(start, upTo, offset, page, createdAt) is { } cover)
        {
            return cover;
        }

        // A page that is cut short may have ended within the overlap.
        page = await ask((int)start.Seen);
        return OffsetWalkRules.Cover(start, upTo, (int)start.Seen, page, createdAt) ?? throw new ListingCutShortException(start.Seen + page.Count, page.Total);
    }
}
