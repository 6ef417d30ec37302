using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Bodies that create and change users.</summary>
internal static class UserBodies
{
    private static readonly string[] Texts = ["external_id", "first_name", "last_name", "locale", "username"];
    private static readonly string[] Flags = ["delete_self_enabled", "create_organization_enabled", "bypass_client_trust"];
    private static readonly string[] Primaries = ["primary_email_address_id", "primary_phone_number_id"];

    // How a password is checked, and which mails go out, makes no difference here.
    private static readonly string[] WithoutEffect =
    [
        "skip_password_checks", "skip_password_requirement", "skip_legal_checks", "skip_user_requirement",
        "sign_out_of_other_sessions", "notify_primary_email_address_changed",
    ];

    public static NewUser New(Body body)
    {
        body.Only([
            .. Texts, .. WithoutEffect, "email_address", "phone_number", "password", "public_metadata", "private_metadata",
            "unsafe_metadata", "created_at", "banned", "locked",
        ]);
        var addresses = body.Texts("email_address");
        return new NewUser
        {
            EmailAddress = addresses.Count == 0 ? null : Address(addresses[0]),
            MoreEmailAddresses = [.. addresses.Skip(1).Select(Address)],
            Verification = EmailVerification.Admin,
            PhoneNumbers = body.Texts("phone_number"),
            ExternalId = body.Text("external_id"),
            FirstName = body.Text("first_name"),
            LastName = body.Text("last_name"),
            Locale = body.Text("locale"),
            Username = body.Text("username"),
            PublicMetadata = body.Object("public_metadata"),
            PrivateMetadata = body.Object("private_metadata"),
            UnsafeMetadata = body.Object("unsafe_metadata"),
            HasPassword = body.Text("password") is not null,
            Banned = body.Flag("banned") ?? false,
            Locked = body.Flag("locked") ?? false,
            CreatedAt = body.Time("created_at"),
        };
    }

    /// <summary>What a <c>PATCH</c> does. Since version 2026-05-12 it has no metadata.</summary>
    public static Action<JsonObject> Edit(Body body)
    {
        body.Only([
            .. Texts, .. Flags, .. Primaries, .. WithoutEffect, "password", "create_organizations_limit", "legal_accepted_at", "created_at",
        ]);
        return user =>
        {
            foreach (var name in Texts.Where(body.Has))
            {
                user[name] = body.Text(name);
            }

            foreach (var name in Flags.Where(name => body.Flag(name) is not null))
            {
                user[name] = body.Flag(name);
            }

            EditPrimary(user, body, "primary_email_address_id", "email_addresses");
            EditPrimary(user, body, "primary_phone_number_id", "phone_numbers");
            if (body.Has("create_organizations_limit"))
            {
                user["create_organizations_limit"] = body.Number("create_organizations_limit");
            }

            foreach (var name in new[] { "created_at", "legal_accepted_at" })
            {
                if (body.Time(name) is { } time)
                {
                    user[name] = time.ToUnixTimeMilliseconds();
                }
            }

            if (body.Text("password") is not null)
            {
                user["password_enabled"] = true;
            }
        };
    }

    /// <exception cref="ClerkRefusedException">It does not look like an address.</exception>
    public static string Address(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal)
            ? text
            : throw Refusal.Format("email_address", "a valid email address");
    }

    private static void EditPrimary(JsonObject user, Body body, string name, string list)
    {
        if (body.Text(name) is { } id)
        {
            user[name] = user[list]!.AsArray().Any(entry => (string?)entry!["id"] == id) ? id : throw Refusal.NoSuchResource(name, id);
        }
    }
}
