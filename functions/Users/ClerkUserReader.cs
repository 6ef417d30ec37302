using System.Text.Json;
using Serverless.Identity;
using Serverless.Platform.Clerk;

namespace Serverless.Users;

/// <summary>What became of reading an event: a fact, or the reason why there is none.</summary>
public abstract record UserReading
{
    private UserReading()
    {
    }

    public sealed record Read(UserFact Fact) : UserReading;

    /// <param name="Reason">A stable name.</param>
    public sealed record Unreadable(string Reason, string Description) : UserReading;
}

/// <summary>
/// Reads Clerk's user events leniently: only an id and a version are demanded. A field that is unknown is skipped, one of
/// an unexpected type counts as absent, so that a change at Clerk's end never stops the stream.
/// Field names: https://github.com/clerk/openapi-specs, schema User.
/// </summary>
public static class ClerkUserReader
{
    public static UserReading Read(ClerkEvent message)
    {
        try
        {
            using var envelope = JsonDocument.Parse(message.Body);
            return envelope.RootElement.Member("data") is { ValueKind: JsonValueKind.Object } data
                ? Read(message, data)
                : new UserReading.Unreadable("EventWithoutData", "The event has no data object.");
        }
        catch (JsonException)
        {
            return new UserReading.Unreadable("NotJson", "The body is not JSON.");
        }
    }

    private static UserReading Read(ClerkEvent message, JsonElement data)
    {
        if (!ProviderSubject.TryClerk(data.Text("id"), out var subject))
        {
            return new UserReading.Unreadable("UserWithoutId", "data.id is missing or not an id.");
        }

        return message.Type switch
        {
            "user.deleted" => new UserReading.Read(new UserGone(subject, FactSource.Webhook, message.OccurredAt)),
            "user.created" or "user.updated" => data.WholeNumber("updated_at") is { } version
                ? new UserReading.Read(new UserSeen(subject, FactSource.Webhook, version, Profile(data)))
                : new UserReading.Unreadable("UserWithoutVersion", "data.updated_at is missing or not a number."),
            _ => new UserReading.Unreadable("NotAUserEvent", "The type is not one of the user events."),
        };
    }

    /// <summary>The profile in a user object, as events and the API both carry it.</summary>
    public static UserProfile Profile(JsonElement user) => new()
    {
        FirstName = user.Text("first_name"),
        LastName = user.Text("last_name"),
        Username = user.Text("username"),
        ImageUrl = user.Text("image_url"),
        Locale = user.Text("locale"),
        ExternalId = user.Text("external_id"),
        Emails = [.. user.Items("email_addresses").Select(Email).OfType<EmailAddress>()],
        PrimaryEmailId = user.Text("primary_email_address_id"),
        Phones = [.. user.Items("phone_numbers").Select(Phone).OfType<PhoneNumber>()],
        PrimaryPhoneId = user.Text("primary_phone_number_id"),
        PublicMetadata = user.Member("public_metadata") is { ValueKind: JsonValueKind.Object } metadata && metadata.EnumerateObject().Any()
            ? CanonicalJson.Of(metadata)
            : null,
        Banned = user.Flag("banned"),
        Locked = user.Flag("locked"),
        CreatedAt = user.WholeNumber("created_at"),
    };

    private static EmailAddress? Email(JsonElement email) =>
        email.Text("email_address") is { } address ? new(email.Text("id"), address, IsVerified(email)) : null;

    private static PhoneNumber? Phone(JsonElement phone) =>
        phone.Text("phone_number") is { } number ? new(phone.Text("id"), number, IsVerified(phone)) : null;

    private static bool IsVerified(JsonElement contact) => contact.Member("verification")?.Text("status") == "verified";
}
