using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>
/// Pages of users. By creation or last update they are read off an index; any other order sorts whatever matches. Call it under
/// the lock of the state.
/// </summary>
internal static class UserListing
{
    private const string ByCreation = "created_at";
    private const string ByUpdate = "updated_at";
    private const string Cursor = "starting_after";

    /// <summary>What members of an organization can be ordered by too.</summary>
    public static readonly Dictionary<string, Func<ClerkUser, string?>> Texts = new()
    {
        ["email_address"] = user => user.PrimaryEmailAddress,
        ["web3wallet"] = user => user.Web3Wallets is [var wallet, ..] ? wallet : null,
        ["first_name"] = user => user.FirstName,
        ["last_name"] = user => user.LastName,
        ["phone_number"] = user => user.PhoneNumbers is [var number, ..] ? number : null,
        ["username"] = user => user.Username,
    };

    private static readonly Dictionary<string, Func<ClerkUser, long?>> Times = new()
    {
        [ByCreation] = user => user.CreatedAt,
        [ByUpdate] = user => user.UpdatedAt,
        ["last_active_at"] = user => user.LastActiveAt,
        ["last_sign_in_at"] = user => user.LastSignInAt,
    };

    private static readonly string[] Orders = [.. Times.Keys, .. Texts.Keys];

    /// <exception cref="ClerkRefusedException">A parameter makes no sense, or not with another one.</exception>
    public static List<ClerkUser> Page(ClerkState state, Call call)
    {
        var filter = new UserFilter(state, call.Query, call.Shows);
        var (field, descending) = call.Query.Order($"-{ByCreation}", Orders);
        var (limit, offset) = (call.Query.Limit(), call.Query.Offset());
        var after = After(state, call.Query.Text(Cursor), field, offset);
        var inOrder = filter.Candidates is null && field is ByCreation or ByUpdate
            ? Indexed(state, filter, field, descending, after)
            : Sorted(filter.Candidates ?? state.Users.All, field, descending, after);
        return [.. inOrder.Where(filter.Matches).Skip(offset).Take(limit)];
    }

    private static Position? After(ClerkState state, string? cursor, string field, int offset)
    {
        if (cursor is null)
        {
            return null;
        }

        if (field != ByCreation)
        {
            throw Refusal.Value(Cursor, $"requires ordering by {ByCreation}.");
        }

        if (offset != 0)
        {
            throw Refusal.Value(Cursor, "cannot be combined with an offset.");
        }

        var user = state.Users.Find(cursor) ?? throw Refusal.NoSuchResource(Cursor, cursor);
        return new Position(user.CreatedAt, user.Id);
    }

    private static IEnumerable<ClerkUser> Indexed(ClerkState state, UserFilter filter, string field, bool descending, Position? after)
    {
        var ids = field == ByCreation
            ? state.Users.ByCreation.Walk(descending, after, filter.Earliest, filter.Latest)
            : state.Users.ByUpdate.Walk(descending);
        return ids.Select(id => state.Users.Find(id)!);
    }

    private static IEnumerable<ClerkUser> Sorted(IEnumerable<ClerkUser> users, string field, bool descending, Position? after)
    {
        var sorted = Times.TryGetValue(field, out var time)
            ? Sorted(users, time, Comparer<long?>.Default, descending)
            : Sorted(users, Texts[field], StringComparer.OrdinalIgnoreCase, descending);
        return after is not { } place
            ? sorted
            : sorted.Where(user => Math.Sign(new Position(user.CreatedAt, user.Id).CompareTo(place)) == (descending ? -1 : 1));
    }

    private static IOrderedEnumerable<ClerkUser> Sorted<T>(
        IEnumerable<ClerkUser> users, Func<ClerkUser, T?> key, IComparer<T?> comparer, bool descending) => descending
        ? users.OrderByDescending(key, comparer).ThenByDescending(user => user.Id, StringComparer.Ordinal)
        : users.OrderBy(key, comparer).ThenBy(user => user.Id, StringComparer.Ordinal);
}
