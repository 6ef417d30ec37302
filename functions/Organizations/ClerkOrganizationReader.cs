using System.Text.Json;
using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Users.Pending;

namespace Serverless.Organizations;

/// <summary>What became of reading an event: a fact, or the reason why there is none.</summary>
public abstract record OrganizationReading
{
    private OrganizationReading()
    {
    }

    public sealed record OfOrganization(OrganizationFact Fact) : OrganizationReading;

    public sealed record OfMembership(MembershipFact Fact) : OrganizationReading;

    /// <param name="Reason">A stable name.</param>
    public sealed record Unreadable(string Reason, string Description) : OrganizationReading;
}

/// <summary>
/// Reads Clerk's events about organizations and memberships as leniently as those about users: only ids, versions and the time a
/// membership began are demanded. Field names: https://github.com/clerk/openapi-specs, schemas Organization, OrganizationMembership.
/// </summary>
public static class ClerkOrganizationReader
{
    private const string RolePrefix = "org:";

    private static readonly OrganizationReading WithoutId =
        new OrganizationReading.Unreadable("OrganizationWithoutId", "id is missing or not an id.");

    public static OrganizationReading Read(ClerkEvent message)
    {
        try
        {
            using var envelope = JsonDocument.Parse(message.Body, new JsonDocumentOptions { MaxDepth = LenientJson.MaxDepth });
            return envelope.RootElement.Member("data") is { ValueKind: JsonValueKind.Object } data
                ? Read(message, data)
                : new OrganizationReading.Unreadable("EventWithoutData", "The event has no data object.");
        }
        catch (JsonException)
        {
            return new OrganizationReading.Unreadable("NotJson", "The body is not JSON.");
        }
    }

    /// <summary>An organization as Clerk's API answers it; never a deletion.</summary>
    public static OrganizationReading Organization(JsonElement organization) => Organization(organization, FactSource.Api);

    /// <summary>A membership as Clerk's API answers it; never its end.</summary>
    public static OrganizationReading Membership(JsonElement membership) => Membership(membership, FactSource.Api, hasEnded: false);

    private static OrganizationReading Read(ClerkEvent message, JsonElement data) => message.Type switch
    {
        "organization.created" or "organization.updated" => Organization(data, FactSource.Webhook),
        "organization.deleted" => ProviderSubject.TryClerk(data.Text("id"), out var subject)
            ? new OrganizationReading.OfOrganization(new OrganizationGone(subject, FactSource.Webhook, message.OccurredAt))
            : WithoutId,
        "organizationMembership.created" or "organizationMembership.updated" => Membership(data, FactSource.Webhook, hasEnded: false),
        "organizationMembership.deleted" => Membership(data, FactSource.Webhook, hasEnded: true),
        _ => new OrganizationReading.Unreadable("NotAnOrganizationEvent", "The type is not one of organizations or memberships."),
    };

    private static OrganizationReading Organization(JsonElement organization, FactSource source) =>
        !ProviderSubject.TryClerk(organization.Text("id"), out var subject) ? WithoutId
        : organization.WholeNumber("updated_at") is not { } version
            ? new OrganizationReading.Unreadable("OrganizationWithoutVersion", "updated_at is missing or not a number.")
        : new OrganizationReading.OfOrganization(new OrganizationSeen(subject, source, version, Profile(organization)));

    private static OrganizationProfile Profile(JsonElement organization) => new()
    {
        Name = organization.Text("name"),
        Slug = organization.Text("slug"),
        ImageUrl = organization.Text("image_url"),
        PublicMetadata = organization.Member("public_metadata") is { ValueKind: JsonValueKind.Object } metadata && metadata.EnumerateObject().Any()
            ? CanonicalJson.TryOf(metadata)
            : null,
        CreatedAt = organization.WholeNumber("created_at") ?? 0,
    };

    private static OrganizationReading Membership(JsonElement membership, FactSource source, bool hasEnded)
    {
        if (membership.Text("id") is not { Length: > 0 } id
            || !ProviderSubject.TryClerk(membership.Member("organization")?.Text("id"), out var organization)
            || !ProviderSubject.TryClerk(membership.Member("public_user_data")?.Text("user_id"), out var user))
        {
            return new OrganizationReading.Unreadable("MembershipWithoutId", "The id of membership, organization or user is missing or not an id.");
        }

        if (membership.WholeNumber("created_at") is not { } joinedAt)
        {
            return new OrganizationReading.Unreadable("MembershipWithoutBeginning", "created_at is missing or not a number.");
        }

        var hint = Hint(membership);
        if (hasEnded)
        {
            return new OrganizationReading.OfMembership(new MembershipEnded(organization, user, id, joinedAt) { Hint = hint });
        }

        return membership.WholeNumber("updated_at") is { } version
            ? new OrganizationReading.OfMembership(
                new MembershipSeen(organization, user, id, joinedAt, source, version, Role(membership.Text("role"))) { Hint = hint })
            : new OrganizationReading.Unreadable("MembershipWithoutVersion", "updated_at is missing or not a number.");
    }

    private static PersonHint Hint(JsonElement membership) => new(
        membership.Member("public_user_data")?.Text("identifier") is { } name && name.Contains('@', StringComparison.Ordinal) ? name : null,
        UserId.TryParse(membership.Member("public_metadata")?.Text(InviteeRules.InvitedAs), out var id) ? id : null);

    /// <summary>Roles without the prefix are those of instances from before roles could be made.</summary>
    private static string? Role(string? role) =>
        role is null or "" ? null : role.StartsWith(RolePrefix, StringComparison.Ordinal) ? role : RolePrefix + role;
}
