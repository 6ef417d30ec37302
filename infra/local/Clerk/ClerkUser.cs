using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Clerk;

/// <summary>A user as the Backend API shows it (schema <c>User</c>), with the fields that listings look at. Never changes.</summary>
public sealed class ClerkUser
{
    private readonly byte[] json;

    private ClerkUser(byte[] json) => this.json = json;

    /// <summary><c>user_…</c></summary>
    public required string Id { get; init; }

    public string? ExternalId { get; private init; }

    public string? Username { get; private init; }

    public string? FirstName { get; private init; }

    public string? LastName { get; private init; }

    /// <summary>The address that <c>primary_email_address_id</c> points at.</summary>
    public string? PrimaryEmailAddress { get; private init; }

    /// <summary>Verified or not, in the order of the object.</summary>
    public IReadOnlyList<string> EmailAddresses { get; private init; } = [];

    public IReadOnlyList<string> PhoneNumbers { get; private init; } = [];

    public IReadOnlyList<string> Web3Wallets { get; private init; } = [];

    public bool Banned { get; private init; }

    public bool Locked { get; private init; }

    /// <summary>Milliseconds since the epoch, as all times of Clerk's objects.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Milliseconds since the epoch; grows with every change of this user.</summary>
    public long UpdatedAt { get; private init; }

    public long? LastSignInAt { get; private init; }

    public long? LastActiveAt { get; private init; }

    /// <summary>The whole object, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>A copy to read or change.</summary>
    public JsonObject ToJson() => JsonNode.Parse(json)!.AsObject();

    internal static ClerkUser Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var user = document.RootElement;
        var primary = Text(user, "primary_email_address_id");
        var addresses = user.GetProperty("email_addresses");
        return new ClerkUser(json)
        {
            Id = Text(user, "id")!,
            ExternalId = Text(user, "external_id"),
            Username = Text(user, "username"),
            FirstName = Text(user, "first_name"),
            LastName = Text(user, "last_name"),
            EmailAddresses = Texts(user, "email_addresses", "email_address"),
            PrimaryEmailAddress = primary is null
                ? null
                : addresses.EnumerateArray()
                    .Where(each => Text(each, "id") == primary).Select(each => Text(each, "email_address")).FirstOrDefault(),
            PhoneNumbers = Texts(user, "phone_numbers", "phone_number"),
            Web3Wallets = Texts(user, "web3_wallets", "web3_wallet"),
            Banned = user.GetProperty("banned").GetBoolean(),
            Locked = user.GetProperty("locked").GetBoolean(),
            CreatedAt = user.GetProperty("created_at").GetInt64(),
            UpdatedAt = user.GetProperty("updated_at").GetInt64(),
            LastSignInAt = Number(user, "last_sign_in_at"),
            LastActiveAt = Number(user, "last_active_at"),
        };
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static string[] Texts(JsonElement user, string list, string name) =>
        !user.TryGetProperty(list, out var entries) || entries.GetArrayLength() == 0
            ? []
            : [.. entries.EnumerateArray().Select(entry => Text(entry, name)).OfType<string>()];
}
