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
    private static readonly UserReading WithoutId = new UserReading.Unreadable("UserWithoutId", "id is missing or not an id.");

    public static UserReading Read(ClerkEvent message)
    {
        try
        {
            using var envelope = JsonDocument.Parse(message.Body, new JsonDocumentOptions { MaxDepth = LenientJson.MaxDepth });
            return envelope.RootElement.Member("data") is { ValueKind: JsonValueKind.Object } data
                ? Read(message, data)
                : new UserReading.Unreadable("EventWithoutData", "The event has no data object.");
        }
        catch (JsonException)
        {
            return new UserReading.Unreadable("NotJson", "The body is not JSON.");
        }
    }

    /// <summary>A user as Clerk's API answers it; never a deletion.</summary>
    public static UserReading Seen(JsonElement user) => Seen(user, FactSource.Api);

    /// <summary>About whom an event is, or null if it does not say so readably.</summary>
    public static ProviderSubject? SubjectOf(ClerkEvent message) => (Read(message) as UserReading.Read)?.Fact.Subject;

    private static UserReading Read(ClerkEvent message, JsonElement data) => message.Type switch
    {
        "user.created" or "user.updated" => Seen(data, FactSource.Webhook),
        "user.deleted" => ProviderSubject.TryClerk(data.Text("id"), out var subject)
            ? new UserReading.Read(new UserGone(subject, FactSource.Webhook, message.OccurredAt))
            : WithoutId,
        _ => new UserReading.Unreadable("NotAUserEvent", "The type is not one of the user events."),
    };

    private static UserReading Seen(JsonElement user, FactSource source) =>
        !ProviderSubject.TryClerk(user.Text("id"), out var subject) ? WithoutId
        : user.WholeNumber("updated_at") is { } version ? new UserReading.Read(new UserSeen(subject, source, version, Profile(user)))
        : new UserReading.Unreadable("UserWithoutVersion", "updated_at is missing or not a number.");

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
            ? CanonicalJson.TryOf(metadata)
            : null,
        Banned = user.Flag("banned"),
        Locked = user.Flag("locked"),
        CreatedAt = user.WholeNumber("created_at") ?? 0,
    };

    private static EmailAddress? Email(JsonElement email) =>
        email.Text("email_address") is { } address ? new(email.Text("id"), address, IsVerified(email)) : null;

    private static PhoneNumber? Phone(JsonElement phone) =>
        phone.Text("phone_number") is { } number ? new(phone.Text("id"), number, IsVerified(phone)) : null;

    private static bool IsVerified(JsonElement contact) => contact.Member("verification")?.Text("status") == "verified";
}
