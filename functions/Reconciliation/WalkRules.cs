using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>What one page of Clerk's list tells.</summary>
/// <param name="After">The page names everybody made after this time and not after <paramref name="UpTo"/>; our documents within that it does not name are in doubt.</param>
/// <param name="Within">The users of the page made in between.</param>
/// <param name="Loose">Users of the page from whose neighbours nothing follows: each is looked up by itself.</param>
/// <param name="Next">Where the next page begins; null if the window has been walked to its end.</param>
public sealed record PageCover(long After, long UpTo, IReadOnlyList<UserSeen> Within, IReadOnlyList<UserSeen> Loose, PageStart? Next);

/// <summary>
/// A stable walk over Clerk's users by the time their accounts were made, in pages that each know what they cover. It leans on
/// nothing but the order: not on the user a page ended with, who may be deleted before the next is asked for; not on a short page
/// being the last; and not on whether Clerk's "after" includes the time itself.
/// </summary>
public static class WalkRules
{
    /// <param name="users">The page, in any order.</param>
    /// <param name="listed">How many Clerk listed, those that could not be read included.</param>
    /// <param name="limit">How many were asked for.</param>
    public static PageCover Cover(PageStart start, Window window, IReadOnlyList<UserSeen> users, int listed, int limit)
    {
        var isFull = listed >= limit;
        var fresh = users.Where(user => user.Profile.CreatedAt > start.After).ToList();
        var old = users.Where(user => user.Profile.CreatedAt <= start.After).ToList();
        if (fresh.Count == 0)
        {
            // A full page of those walked past already is a millisecond shared by more people than a page holds.
            return isFull
                ? new PageCover(start.After, start.After, [], old, Following(start, start.After, old))
                : new PageCover(start.After, window.UpTo, [], start.Behind is null ? [] : old, Next: null);
        }

        var last = fresh.Max(user => user.Profile.CreatedAt);
        if (!isFull)
        {
            return new PageCover(start.After, last, fresh, old, Following(start, last, users) with { Behind = null });
        }

        // The millisecond in which a full page ends may go on behind it, so it is left to the next page, unless the page holds no other.
        var whole = fresh.Where(user => user.Profile.CreatedAt < last).ToList();
        return whole.Count > 0
            ? new PageCover(start.After, last - 1, whole, old, Following(start, last - 1, [.. whole, .. old]) with { Behind = null })
            : new PageCover(start.After, last - 1, [], users, Following(start, last, users));
    }

    private static PageStart Following(PageStart start, long after, IReadOnlyList<UserSeen> walked) =>
        new(start.Number + 1, after, walked.Count > 0 ? walked[^1].Subject.Subject : null, start.Seen + walked.Count);
}
