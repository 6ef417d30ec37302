using Local.Clerk.Webhooks;

namespace Local.Clerk.Store;

/// <summary>One step from a state to the next; what is kept on disk.</summary>
internal abstract record StateChange
{
    public abstract void ApplyTo(ClerkState state);

    public sealed record UserPut(ClerkUser User) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Users.Put(User);
    }

    public sealed record UserRemoved(string Id) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Users.Remove(Id);
    }

    public sealed record OrganizationPut(ClerkOrganization Organization) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Organizations.Put(Organization);
    }

    public sealed record OrganizationRemoved(string Id) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Organizations.Remove(Id);
    }

    public sealed record MembershipPut(ClerkMembership Membership) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Memberships.Put(Membership);
    }

    public sealed record MembershipRemoved(string Id) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Memberships.Remove(Id);
    }

    public sealed record InvitationPut(ClerkInvitation Invitation) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Invitations.Put(Invitation);
    }

    public sealed record OrganizationInvitationPut(ClerkOrganizationInvitation Invitation) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.OrganizationInvitations.Put(Invitation);
    }

    public sealed record OrganizationInvitationRemoved(string Id) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.OrganizationInvitations.Remove(Id);
    }

    /// <summary>An event that is to be delivered.</summary>
    public sealed record MessageQueued(WebhookMessage Message) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Messages.Add(Message);
    }

    /// <summary>An attempt failed and another one will be made.</summary>
    public sealed record DeliveryPostponed(Delivery Delivery) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Messages.Postpone(Delivery);
    }

    /// <summary>Delivered, or given up.</summary>
    public sealed record DeliveryEnded(string Message, int Number) : StateChange
    {
        public override void ApplyTo(ClerkState state) => state.Messages.End(Message, Number);
    }
}
