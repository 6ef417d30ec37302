namespace Local.Clerk.Store;

/// <summary>All users: by id, by what identifies them, by time. Guarded by <see cref="ClerkState.Gate"/>.</summary>
internal sealed class UserTable
{
    private readonly Dictionary<string, ClerkUser> users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> byUsername = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> byExternalId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> byPhone = new(StringComparer.Ordinal);

    public TimeIndex ByCreation { get; } = new();

    public TimeIndex ByUpdate { get; } = new();

    public int Count => users.Count;

    public IEnumerable<ClerkUser> All => users.Values;

    public ClerkUser? Find(string id) => users.GetValueOrDefault(id);

    public ClerkUser? WithEmail(string address) => Owner(byEmail, address);

    public ClerkUser? WithExternalId(string id) => Owner(byExternalId, id);

    public ClerkUser? WithUsername(string name) => Owner(byUsername, name);

    public ClerkUser? WithPhone(string number) => Owner(byPhone, number);

    /// <exception cref="ClerkRefusedException">Somebody else has one of the identifiers.</exception>
    public void CheckIdentifiers(ClerkUser user)
    {
        foreach (var (index, value, parameter) in Identifiers(user))
        {
            if (index.TryGetValue(value, out var owner) && owner != user.Id)
            {
                throw Refusal.Taken(parameter);
            }
        }
    }

    public void Put(ClerkUser user)
    {
        Forget(users.GetValueOrDefault(user.Id));
        users[user.Id] = user;
        ByCreation.Add(user.CreatedAt, user.Id);
        ByUpdate.Add(user.UpdatedAt, user.Id);
        foreach (var (index, value, _) in Identifiers(user))
        {
            index[value] = user.Id;
        }
    }

    public void Remove(string id)
    {
        Forget(users.GetValueOrDefault(id));
        users.Remove(id);
    }

    private void Forget(ClerkUser? user)
    {
        if (user is null)
        {
            return;
        }

        ByCreation.Remove(user.CreatedAt, user.Id);
        ByUpdate.Remove(user.UpdatedAt, user.Id);
        foreach (var (index, value, _) in Identifiers(user))
        {
            index.Remove(value);
        }
    }

    private ClerkUser? Owner(Dictionary<string, string> index, string value) =>
        index.TryGetValue(value, out var id) ? users[id] : null;

    private IEnumerable<(Dictionary<string, string> Index, string Value, string Parameter)> Identifiers(ClerkUser user)
    {
        foreach (var address in user.EmailAddresses)
        {
            yield return (byEmail, address, "email_address");
        }

        foreach (var number in user.PhoneNumbers)
        {
            yield return (byPhone, number, "phone_number");
        }

        if (user.Username is { } name)
        {
            yield return (byUsername, name, "username");
        }

        if (user.ExternalId is { } externalId)
        {
            yield return (byExternalId, externalId, "external_id");
        }
    }
}
