using Local.Clerk.Webhooks;

namespace Local.Clerk.Store;

/// <summary>Everything an instance holds. Changes pass through <see cref="Commit"/>, all that belong together at once.</summary>
internal sealed class ClerkState
{
    /// <summary>How memberships and invitations to organizations are grouped.</summary>
    public const int ByOrganization = 0;

    /// <summary>How memberships are grouped.</summary>
    public const int ByUser = 1;

    /// <summary>How invitations to organizations are grouped.</summary>
    public const int ByInvited = 1;

    /// <summary>How invitations to the application are grouped.</summary>
    public const int ByEmail = 0;

    private const int BySlug = 0;

    private Func<IReadOnlyList<StateChange>, Task> keep = _ => Task.CompletedTask;

    /// <summary>Guards all of it, for reading as for writing.</summary>
    public Lock Gate { get; } = new();

    public UserTable Users { get; } = new();

    public Table<ClerkOrganization> Organizations { get; } = new(each => each.Id, each => each.CreatedAt, each => each.Slug);

    public Table<ClerkMembership> Memberships { get; } =
        new(each => each.Id, each => each.CreatedAt, each => each.OrganizationId, each => each.UserId);

    public Table<ClerkInvitation> Invitations { get; } = new(each => each.Id, each => each.CreatedAt, each => each.EmailAddress);

    public Table<ClerkOrganizationInvitation> OrganizationInvitations { get; } =
        new(each => each.Id, each => each.CreatedAt, each => each.OrganizationId, each => each.EmailAddress);

    public MessageTable Messages { get; } = new();

    /// <summary>Completes when every change made so far is on disk.</summary>
    public Task Durable { get; private set; } = Task.CompletedTask;

    public ClerkOrganization? OrganizationNamed(string idOrSlug) =>
        Organizations.Find(idOrSlug) ?? Organizations.In(BySlug, idOrSlug).FirstOrDefault();

    public ClerkMembership? Membership(string organization, string user) =>
        Memberships.In(ByUser, user).FirstOrDefault(membership => membership.OrganizationId == organization);

    public int MembersOf(string organization) => Memberships.CountIn(ByOrganization, organization);

    public int PendingInvitationsOf(string organization, DateTimeOffset now) =>
        OrganizationInvitations.In(ByOrganization, organization).Count(each => each.StatusAt(now) == InvitationStatus.Pending);

    /// <summary>From now on changes are kept: called under the lock, completes when they are on disk.</summary>
    public void KeepBy(Func<IReadOnlyList<StateChange>, Task> keeper) => keep = keeper;

    /// <summary>Keeps changes that have been applied; call it under the lock they were applied under.</summary>
    public Task Commit(IReadOnlyList<StateChange> changes) => Durable = keep(changes);

    /// <summary>The changes that lead from nothing to this state. Call it under the lock.</summary>
    public List<StateChange> Snapshot() =>
    [
        .. Users.All.Select(user => new StateChange.UserPut(user)),
        .. Organizations.All().Select(each => new StateChange.OrganizationPut(each)),
        .. Memberships.All().Select(each => new StateChange.MembershipPut(each)),
        .. Invitations.All().Select(each => new StateChange.InvitationPut(each)),
        .. OrganizationInvitations.All().Select(each => new StateChange.OrganizationInvitationPut(each)),
        .. Messages.All.Select(message => new StateChange.MessageQueued(message)),
    ];
}
