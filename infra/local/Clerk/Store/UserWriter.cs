using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Clerk.Store;

/// <summary>The first JSON of a user: every field that the schema requires, and those that tools look at.</summary>
internal static class UserWriter
{
    /// <summary>Nobody has a picture of their own.</summary>
    public const string Image = "https://img.example.test/user.png";

    private const long CodeLifetime = 600_000;
    private const long Day = 86_400_000;
    private const int VerificationAttempts = 100;

    private static readonly string[] EmptyLists = ["web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts"];

    public static byte[] Write(NewUser user, Ids ids, DateTimeOffset now) => ClerkJson.Write(json =>
    {
        var updated = (user.Since ?? now).ToUnixTimeMilliseconds();
        var created = (user.Since ?? user.CreatedAt ?? now).ToUnixTimeMilliseconds();
        var addresses = (user.EmailAddress is { } primary ? [primary] : Enumerable.Empty<string>())
            .Concat(user.MoreEmailAddresses).Select(address => (Id: ids.New("idn_"), Address: address)).ToList();
        var numbers = user.PhoneNumbers.Select(number => (Id: ids.New("idn_"), Number: number)).ToList();

        json.WriteStartObject();
        json.WriteString("id"u8, ids.New("user_"));
        json.WriteString("object"u8, "user"u8);
        json.WriteString("external_id"u8, user.ExternalId);
        json.WriteString("username"u8, user.Username);
        json.WriteString("first_name"u8, user.FirstName);
        json.WriteString("last_name"u8, user.LastName);
        json.WriteString("locale"u8, user.Locale);
        json.WriteString("image_url"u8, Image);
        json.WriteBoolean("has_image"u8, false);
        json.WriteString("primary_email_address_id"u8, user.EmailAddress is null ? null : addresses[0].Id);
        json.WriteString("primary_phone_number_id"u8, numbers.Count == 0 ? null : numbers[0].Id);
        json.WriteNull("primary_web3_wallet_id"u8);
        json.WriteStartArray("email_addresses"u8);
        foreach (var (id, address) in addresses)
        {
            WriteEmail(json, id, address, user.Verification, created);
        }

        json.WriteEndArray();
        json.WriteStartArray("phone_numbers"u8);
        foreach (var (id, number) in numbers)
        {
            WritePhone(json, id, number, created);
        }

        json.WriteEndArray();
        foreach (var none in EmptyLists)
        {
            json.WriteStartArray(none);
            json.WriteEndArray();
        }

        WriteMetadata(json, "public_metadata", user.PublicMetadata);
        WriteMetadata(json, "private_metadata", user.PrivateMetadata);
        WriteMetadata(json, "unsafe_metadata", user.UnsafeMetadata);
        json.WriteBoolean("password_enabled"u8, user.HasPassword);
        json.WriteBoolean("two_factor_enabled"u8, false);
        json.WriteBoolean("totp_enabled"u8, false);
        json.WriteBoolean("backup_code_enabled"u8, false);
        json.WriteNull("mfa_enabled_at"u8);
        json.WriteNull("mfa_disabled_at"u8);
        json.WriteBoolean("banned"u8, user.Banned);
        json.WriteBoolean("locked"u8, user.Locked);
        json.WriteNull("lockout_expires_in_seconds"u8);
        json.WriteNumber("verification_attempts_remaining"u8, VerificationAttempts);
        json.WriteBoolean("delete_self_enabled"u8, true);
        json.WriteBoolean("create_organization_enabled"u8, true);
        json.WriteNull("last_sign_in_at"u8);
        json.WriteNumber("last_active_at"u8, updated - updated % Day);
        json.WriteNull("legal_accepted_at"u8);
        json.WriteNumber("created_at"u8, created);
        json.WriteNumber("updated_at"u8, updated);
        json.WriteEndObject();
    });

    /// <summary>An entry of <c>email_addresses</c>.</summary>
    public static JsonObject Email(string id, string address, EmailVerification verification, long now) =>
        JsonNode.Parse(ClerkJson.Write(json => WriteEmail(json, id, address, verification, now)))!.AsObject();

    /// <summary>The <c>verification</c> of an address; null as long as nobody has tried.</summary>
    public static JsonObject? Verification(EmailVerification verification, long now) => verification == EmailVerification.Unverified
        ? null
        : JsonNode.Parse(ClerkJson.Write(json => WriteVerification(json, verification, now)))!.AsObject();

    private static void WriteEmail(Utf8JsonWriter json, string id, string address, EmailVerification verification, long now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "email_address"u8);
        json.WriteString("email_address"u8, address);
        json.WriteBoolean("reserved"u8, false);
        if (verification == EmailVerification.Unverified)
        {
            json.WriteNull("verification"u8);
        }
        else
        {
            json.WritePropertyName("verification"u8);
            WriteVerification(json, verification, now);
        }

        json.WriteStartArray("linked_to"u8);
        json.WriteEndArray();
        json.WriteBoolean("matches_sso_connection"u8, false);
        json.WriteNumber("created_at"u8, now);
        json.WriteNumber("updated_at"u8, now);
        json.WriteEndObject();
    }

    private static void WriteVerification(Utf8JsonWriter json, EmailVerification verification, long now)
    {
        var byCode = verification == EmailVerification.EmailCode;
        var strategy = byCode ? "email_code" : verification == EmailVerification.Ticket ? "ticket" : "admin";
        json.WriteStartObject();
        json.WriteString("object"u8, byCode ? "verification_otp" : $"verification_{strategy}");
        json.WriteString("status"u8, "verified"u8);
        json.WriteString("strategy"u8, strategy);
        if (byCode)
        {
            json.WriteNumber("attempts"u8, 1);
            json.WriteNumber("expire_at"u8, now + CodeLifetime);
        }
        else
        {
            json.WriteNull("attempts"u8);
            json.WriteNull("expire_at"u8);
        }

        json.WriteEndObject();
    }

    private static void WritePhone(Utf8JsonWriter json, string id, string number, long now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "phone_number"u8);
        json.WriteString("phone_number"u8, number);
        json.WriteBoolean("reserved_for_second_factor"u8, false);
        json.WriteBoolean("default_second_factor"u8, false);
        json.WriteBoolean("reserved"u8, false);
        json.WriteNull("verification"u8);
        json.WriteStartArray("linked_to"u8);
        json.WriteEndArray();
        json.WriteNumber("created_at"u8, now);
        json.WriteNumber("updated_at"u8, now);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, string name, JsonObject? metadata)
    {
        json.WritePropertyName(name);
        if (metadata is null)
        {
            json.WriteRawValue("{}"u8);
        }
        else
        {
            Metadata.Checked(metadata, name).WriteTo(json);
        }
    }
}
