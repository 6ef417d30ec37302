namespace Local.Clerk.Store;

/// <summary>Invitations to the application as the API shows them.</summary>
internal static class InvitationWriter
{
    public static byte[] Write(ClerkInvitation invitation, DateTimeOffset now) => ClerkJson.Write(json =>
    {
        var status = invitation.StatusAt(now);
        json.WriteStartObject();
        json.WriteString("object"u8, "invitation"u8);
        json.WriteString("id"u8, invitation.Id);
        json.WriteString("email_address"u8, invitation.EmailAddress);
        json.WritePropertyName("public_metadata"u8);
        json.WriteRawValue(invitation.PublicMetadata);
        json.WriteBoolean("revoked"u8, status == InvitationStatus.Revoked);
        json.WriteString("status"u8, Name(status));
        if (status == InvitationStatus.Pending)
        {
            json.WriteString("url"u8, invitation.Url);
        }

        json.WriteNumber("expires_at"u8, invitation.ExpiresAt);
        json.WriteNumber("created_at"u8, invitation.CreatedAt);
        json.WriteNumber("updated_at"u8, invitation.UpdatedAt);
        json.WriteEndObject();
    });

    public static string Name(InvitationStatus status) => status switch
    {
        InvitationStatus.Pending => "pending",
        InvitationStatus.Accepted => "accepted",
        InvitationStatus.Revoked => "revoked",
        InvitationStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
