using System.Text.Json;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>The filters of <c>GET /users</c> and <c>GET /users/count</c>.</summary>
internal sealed class UserFilter
{
    public static readonly string[] Parameters =
    [
        "email_address", "phone_number", "external_id", "username", "web3_wallet", "user_id", "organization_id", "query",
        "email_address_query", "phone_number_query", "username_query", "name_query", "banned", "last_active_at_before",
        "last_active_at_after", "last_active_at_since", "created_at_before", "created_at_after", "last_sign_in_at_before",
        "last_sign_in_at_after", "provider", "provider_user_id",
    ];

    private readonly List<Func<ClerkUser, bool>> conditions = [];
    private readonly ClerkState state;
    private List<ClerkUser>? candidates;

    /// <param name="state">Whose users.</param>
    /// <param name="query">Of the request.</param>
    /// <param name="shows">Whether a fault leaves this id in lists.</param>
    /// <param name="ofMembers">For members of an organization, where <c>created_at</c> is that of the membership.</param>
    /// <exception cref="ClerkRefusedException">A parameter makes no sense.</exception>
    public UserFilter(ClerkState state, Parameters query, Func<string, bool>? shows, bool ofMembers = false)
    {
        this.state = state;
        AddIdentifiers(query);
        AddTexts(query);
        AddTimes(query);
        if (!ofMembers)
        {
            AddCreation(query);
            AddOrganizations(query);
        }

        AddProvider(query);
        if (query.Flag("banned") is { } banned)
        {
            conditions.Add(user => user.Banned == banned);
        }

        if (shows is not null)
        {
            conditions.Add(user => shows(user.Id));
        }
    }

    /// <summary>First <c>created_at</c> that can match.</summary>
    public long Earliest { get; private set; } = long.MinValue;

    /// <summary>Last <c>created_at</c> that can match.</summary>
    public long Latest { get; private set; } = long.MaxValue;

    /// <summary>The only users that can match, where few can; null otherwise.</summary>
    public IReadOnlyList<ClerkUser>? Candidates => candidates;

    /// <summary>Whether it lets everybody through.</summary>
    public bool IsEmpty => conditions.Count == 0 && candidates is null;

    public bool Matches(ClerkUser user)
    {
        foreach (var condition in conditions)
        {
            if (!condition(user))
            {
                return false;
            }
        }

        return true;
    }

    private void AddIdentifiers(Parameters query)
    {
        AddSigned(query, "user_id", user => user.Id, state.Users.Find);
        AddSigned(query, "external_id", user => user.ExternalId, state.Users.WithExternalId);
        AddExact(query, "email_address", user => user.EmailAddresses, state.Users.WithEmail);
        AddExact(query, "username", user => user.Username is { } name ? [name] : [], state.Users.WithUsername);
        AddExact(query, "phone_number", user => user.PhoneNumbers, state.Users.WithPhone);
        AddExact(query, "web3_wallet", user => user.Web3Wallets, find: null);
    }

    private void AddSigned(Parameters query, string name, Func<ClerkUser, string?> value, Func<string, ClerkUser?> find)
    {
        var (included, excluded) = query.Signed(name);
        if (included.Count > 0)
        {
            Narrow(included.Select(find));
            conditions.Add(user => value(user) is { } own && included.Contains(own));
        }

        if (excluded.Count > 0)
        {
            conditions.Add(user => value(user) is not { } own || !excluded.Contains(own));
        }
    }

    private void AddExact(Parameters query, string name, Func<ClerkUser, IReadOnlyList<string>> values, Func<string, ClerkUser?>? find)
    {
        var wanted = query.All(name);
        if (wanted.Count == 0)
        {
            return;
        }

        if (find is not null)
        {
            Narrow(wanted.Select(find));
        }

        var set = wanted.ToHashSet(StringComparer.OrdinalIgnoreCase);
        conditions.Add(user => values(user).Any(set.Contains));
    }

    private void Narrow(IEnumerable<ClerkUser?> found) => candidates ??= [.. found.OfType<ClerkUser>().DistinctBy(user => user.Id)];

    private void AddTexts(Parameters query)
    {
        AddText(query, "query", user =>
        [
            .. user.EmailAddresses, .. user.PhoneNumbers, .. user.Web3Wallets, user.Username, user.Id, user.FirstName, user.LastName,
            $"{user.FirstName} {user.LastName}",
        ]);
        AddText(query, "email_address_query", user => user.EmailAddresses);
        AddText(query, "phone_number_query", user => user.PhoneNumbers);
        AddText(query, "username_query", user => [user.Username]);
        AddText(query, "name_query", user => [user.FirstName, user.LastName, $"{user.FirstName} {user.LastName}"]);
    }

    private void AddText(Parameters query, string name, Func<ClerkUser, IEnumerable<string?>> texts)
    {
        if (query.Text(name) is { } part)
        {
            conditions.Add(user => texts(user).Any(text => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true));
        }
    }

    private void AddTimes(Parameters query)
    {
        AddRange(query, "last_active_at", user => user.LastActiveAt);
        AddRange(query, "last_sign_in_at", user => user.LastSignInAt);
        if (query.Number("last_active_at_since") is { } since)
        {
            conditions.Add(user => user.LastActiveAt >= since);
        }
    }

    private void AddCreation(Parameters query)
    {
        if (query.Number("created_at_after") is { } after)
        {
            Earliest = after == long.MaxValue ? after : after + 1;
        }

        if (query.Number("created_at_before") is { } before)
        {
            Latest = before == long.MinValue ? before : before - 1;
        }

        if (Earliest > long.MinValue || Latest < long.MaxValue)
        {
            conditions.Add(user => user.CreatedAt >= Earliest && user.CreatedAt <= Latest);
        }
    }

    private void AddOrganizations(Parameters query)
    {
        var (included, excluded) = query.Signed("organization_id");
        if (included.Count > 0)
        {
            conditions.Add(user => included.Any(organization => state.Membership(organization, user.Id) is not null));
        }

        if (excluded.Count > 0)
        {
            conditions.Add(user => excluded.All(organization => state.Membership(organization, user.Id) is null));
        }
    }

    private void AddRange(Parameters query, string name, Func<ClerkUser, long?> time)
    {
        if (query.Number($"{name}_before") is { } before)
        {
            conditions.Add(user => time(user) < before);
        }

        if (query.Number($"{name}_after") is { } after)
        {
            conditions.Add(user => time(user) > after);
        }
    }

    private void AddProvider(Parameters query)
    {
        var ids = query.All("provider_user_id");
        if (query.Text("provider") is { } provider)
        {
            var accounts = ids.Count > 0 ? ids.ToHashSet(StringComparer.Ordinal) : throw Refusal.Missing("provider_user_id");
            conditions.Add(user => HasAccount(user, provider, accounts));
        }
        else if (ids.Count > 0)
        {
            throw Refusal.Missing("provider");
        }
    }

    private static bool HasAccount(ClerkUser user, string provider, HashSet<string> ids)
    {
        using var json = JsonDocument.Parse(user.Json);
        return json.RootElement.TryGetProperty("external_accounts", out var accounts) && accounts.EnumerateArray().Any(account =>
            account.TryGetProperty("provider", out var name) && name.ValueEquals(provider)
            && account.TryGetProperty("provider_user_id", out var id) && ids.Contains(id.GetString() ?? ""));
    }
}
