using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk;

public sealed partial class ClerkDirectory
{
    private const int BulkStep = 500;
    private const string ExampleDomain = "people.example";

    public int UserCount
    {
        get
        {
            lock (state.Gate)
            {
                return state.Users.Count;
            }
        }
    }

    /// <summary>Null if there is no such user.</summary>
    public ClerkUser? FindUser(string id)
    {
        lock (state.Gate)
        {
            return state.Users.Find(id);
        }
    }

    /// <summary>Null if nobody has this address.</summary>
    public ClerkUser? FindUserByEmail(string address)
    {
        lock (state.Gate)
        {
            return state.Users.WithEmail(address);
        }
    }

    /// <summary>Everybody, in the order of <c>created_at</c>.</summary>
    public IReadOnlyList<ClerkUser> Users()
    {
        lock (state.Gate)
        {
            return [.. state.Users.ByCreation.Walk().Select(id => state.Users.Find(id)!)];
        }
    }

    /// <summary>Announced as <c>user.created</c>.</summary>
    public ClerkUser CreateUser(NewUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Do(change => Create(change, user, announce: true));
    }

    /// <summary>Many at once, at a rate that allows for 100,000.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">What the one of this number, from 0, looks like; by default they signed up a second apart until now.</param>
    /// <param name="announce">Whether there are webhooks.</param>
    public IReadOnlyList<ClerkUser> CreateUsers(int count, Func<int, NewUser>? make = null, bool announce = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (present, first) = (options.Clock.GetUtcNow(), UserCount);
        make ??= number => Example(first + number, present - TimeSpan.FromSeconds(count - 1 - number));
        var created = new List<ClerkUser>(count);
        while (created.Count < count)
        {
            Do(change =>
            {
                for (var step = 0; step < BulkStep && created.Count < count; step++)
                {
                    created.Add(Create(change, make(created.Count), announce));
                }

                return created.Count;
            });
        }

        return created;
    }

    /// <summary>Announced as <c>user.updated</c>.</summary>
    /// <param name="id">Whom.</param>
    /// <param name="edit">Changes the object as the API shows it; <c>updated_at</c> is set afterwards.</param>
    public ClerkUser UpdateUser(string id, Action<JsonObject> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return Do(change => Update(change, Existing(id), edit));
    }

    /// <summary>Announced as <c>user.deleted</c>, which holds the external id if there is one; memberships end too.</summary>
    public ClerkUser DeleteUser(string id) => Do(change =>
    {
        var user = Existing(id);
        EndMemberships(change, state.Memberships.In(ClerkState.ByUser, id));
        change.Apply(new StateChange.UserRemoved(id));
        change.Announce("user.deleted", DeletionStub("user", id, externalId: user.ExternalId));
        return user;
    });

    public ClerkUser BanUser(string id, bool banned = true) => UpdateUser(id, user => user["banned"] = banned);

    public ClerkUser LockUser(string id, bool locked = true) => UpdateUser(id, user => user["locked"] = locked);

    /// <summary>Deeply, as <c>PATCH …/metadata</c> does: null removes a key.</summary>
    public ClerkUser MergeMetadata(string id, JsonObject? publicly = null, JsonObject? privately = null, JsonObject? unsafely = null) =>
        UpdateUser(id, user =>
        {
            foreach (var (name, metadata) in Metadatas(publicly, privately, unsafely))
            {
                user[name] = Metadata.Checked(Metadata.Merge(user[name] as JsonObject, metadata), name);
            }
        });

    /// <summary>Each one given, wholly, as <c>PUT …/metadata</c> does.</summary>
    public ClerkUser ReplaceMetadata(string id, JsonObject? publicly = null, JsonObject? privately = null, JsonObject? unsafely = null) =>
        UpdateUser(id, user =>
        {
            foreach (var (name, metadata) in Metadatas(publicly, privately, unsafely))
            {
                user[name] = Metadata.Checked(metadata, name);
            }
        });

    /// <summary>Adds an address that the user does not have yet.</summary>
    /// <param name="id">To whom.</param>
    /// <param name="address">The address.</param>
    /// <param name="verification">How it was verified, if it was.</param>
    /// <param name="primary">Whether it becomes the primary one.</param>
    public ClerkUser AddEmailAddress(
        string id, string address, EmailVerification verification = EmailVerification.EmailCode, bool primary = false) =>
        UpdateUser(id, user =>
        {
            var entry = UserWriter.Email(ids.New("idn_"), address, verification, options.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            user["email_addresses"]!.AsArray().Add(entry);
            user["primary_email_address_id"] = primary ? (string)entry["id"]! : user["primary_email_address_id"]?.DeepClone();
        });

    /// <summary>Of an address the user has.</summary>
    public ClerkUser VerifyEmailAddress(string id, string address, EmailVerification verification = EmailVerification.EmailCode) =>
        UpdateUser(id, user =>
        {
            var entry = user["email_addresses"]!.AsArray().FirstOrDefault(
                each => string.Equals((string?)each!["email_address"], address, StringComparison.OrdinalIgnoreCase));
            var now = options.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            entry = entry ?? throw Refusal.NotFound("email address", address);
            entry["verification"] = UserWriter.Verification(verification, now);
            entry["updated_at"] = now;
        });

    private ClerkUser Existing(string id) => state.Users.Find(id) ?? throw Refusal.NotFound("user", id);

    private ClerkUser Create(Change change, NewUser user, bool announce)
    {
        var created = ClerkUser.Read(UserWriter.Write(user, ids, change.Now));
        state.Users.CheckIdentifiers(created);
        change.Apply(new StateChange.UserPut(created));
        if (announce)
        {
            change.Announce("user.created", created.Json.Span);
        }

        return created;
    }

    private ClerkUser Update(Change change, ClerkUser user, Action<JsonObject> edit)
    {
        var json = user.ToJson();
        edit(json);
        json["updated_at"] = Stamp(change, user.UpdatedAt);
        var updated = ClerkUser.Read(ClerkJson.Bytes(json));
        if (updated.Id != user.Id)
        {
            throw new ArgumentException("The id of a user never changes.", nameof(edit));
        }

        state.Users.CheckIdentifiers(updated);
        change.Apply(new StateChange.UserPut(updated));
        change.Announce("user.updated", updated.Json.Span);
        return updated;
    }

    private static IEnumerable<(string Name, JsonObject Metadata)> Metadatas(
        JsonObject? publicly, JsonObject? privately, JsonObject? unsafely) =>
        new[] { ("public_metadata", publicly), ("private_metadata", privately), ("unsafe_metadata", unsafely) }
            .Where(each => each.Item2 is not null).Select(each => (each.Item1, each.Item2!));

    private static NewUser Example(int number, DateTimeOffset since) => new()
    {
        EmailAddress = $"person-{number}@{ExampleDomain}",
        FirstName = "Person",
        LastName = $"{number}",
        Since = since,
    };
}
