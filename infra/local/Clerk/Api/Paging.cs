using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>What lists other than that of users have in common.</summary>
internal static class Paging
{
    /// <summary>Keeps the order of equal ones.</summary>
    public static IEnumerable<T> Sorted<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key, IComparer<TKey> comparer, bool descending) =>
        descending ? rows.OrderByDescending(key, comparer) : rows.OrderBy(key, comparer);

    /// <summary>The statuses asked for, all if none is.</summary>
    /// <exception cref="ClerkRefusedException">There is no such status.</exception>
    public static HashSet<InvitationStatus> Statuses(Parameters query)
    {
        var all = Enum.GetValues<InvitationStatus>();
        var wanted = query.All("status").Select(name => all.Where(status => InvitationWriter.Name(status) == name)
            .DefaultIfEmpty((InvitationStatus)(-1)).First()).ToHashSet();
        return wanted.Contains((InvitationStatus)(-1))
            ? throw Refusal.Value("status", "must be one of pending, accepted, revoked, expired.")
            : wanted.Count == 0 ? [.. all] : wanted;
    }
}
