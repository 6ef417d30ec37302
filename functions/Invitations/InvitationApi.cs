using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;
using Serverless.Users;

namespace Serverless.Invitations;

[Description("Whom to invite into the active organization.")]
public sealed record NewInvitation(
    string Email,
    [property: Description("A role of the organization; org:member unless given.")] string? Role = null,
    [property: Description("The page the link leads to: of an origin whose session tokens are taken. Clerk's own unless given.")]
    string? RedirectUrl = null,
    [property: Description("From 1 to 365; 30 unless given.")] int? ExpiresInDays = null);

[Description("Whom to invite into the application, without an organization.")]
public sealed record NewApplicationInvitation(
    string Email,
    [property: Description("The role in the application that who signs up gets.")] UserRole? Role = null,
    [property: Description("The page the link leads to: of an origin whose session tokens are taken. Clerk's own unless given.")]
    string? RedirectUrl = null,
    [property: Description("From 1 to 365; 30 unless given.")] int? ExpiresInDays = null);

[Description("An invitation. What is unknown is left out.")]
public sealed record InvitationResponse
{
    public required InvitationId Id { get; init; }

    [Description("The first two are open; the others are final.")]
    public required InvitationStatus Status { get; init; }

    [Description("Who is expected, with an id that stays theirs when they sign up; once accepted, who came.")]
    public required UserId User { get; init; }

    [Description("Until it is accepted.")]
    public string? Email { get; init; }

    public string? Role { get; init; }

    [Description("None of operators, and of those made at Clerk.")]
    public UserId? InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it will be sent, if Clerk's hourly limit did not let it pass at once.")]
    public DateTimeOffset? SendAfter { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    [Description("Why it failed, as the code of a problem.")]
    public string? Reason { get; init; }

    public static InvitationResponse Of(InvitationDocument invitation) => new()
    {
        Id = invitation.Id,
        Status = invitation.Status,
        User = invitation.User,
        Email = invitation.Email,
        Role = invitation.Role,
        InvitedBy = invitation.InvitedBy,
        CreatedAt = invitation.CreatedAt,
        SendAfter = invitation.SendAfter,
        ExpiresAt = invitation.ExpiresAt,
        EndedAt = invitation.EndedAt,
        Reason = invitation.Reason,
    };
}

[Description("A page of invitations.")]
public sealed record InvitationPage(
    IReadOnlyList<InvitationResponse> Items,
    [property: Description("The `cursor` of the next page; none on the last.")] InvitationId? Next);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewInvitation))]
[JsonSerializable(typeof(NewApplicationInvitation))]
[JsonSerializable(typeof(InvitationResponse))]
[JsonSerializable(typeof(InvitationPage))]
internal sealed partial class InvitationApiJson : JsonSerializerContext;
