using Serverless.Identity;
using Serverless.Invitations;

namespace Serverless.Tests.Support;

/// <summary>Invitations and what happens to them, saying only what a test is about.</summary>
internal static class AnInvitation
{
    public static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly UserId Somebody = UserId.Parse("usr_01j00000000000000000000009");

    public static readonly IReadOnlyList<InvitationEvent> Events =
    [
        new InvitationEvent.Sent("orginv_1", Now.AddDays(30)),
        new InvitationEvent.Refused("organization-full"),
        new InvitationEvent.Accepted(AUser.Id),
        new InvitationEvent.Revoked(),
        new InvitationEvent.Expired(),
        new InvitationEvent.WasMember(AUser.Id),
    ];

    public static InvitationDocument That(InvitationStatus status, bool isBeingGranted = false) => new()
    {
        Id = InvitationId.Parse("ivt_01j00000000000000000000000"),
        Scope = AMembership.Organization.Value,
        OrganizationSubject = AMembership.OrganizationSubject.Subject,
        Status = status,
        User = AUser.Id,
        Email = status is InvitationStatus.Accepted or InvitationStatus.Superseded ? null : "mara@northwind.example",
        Role = "org:member",
        ClerkId = status == InvitationStatus.Requested ? null : "orginv_1",
        CreatedAt = Now.AddHours(-1),
        Granting = isBeingGranted ? new Arrival(AUser.Id, AUser.Subject.Subject) : null,
    };
}
