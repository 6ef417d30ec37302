using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Invitations;
using Serverless.Organizations;
using Serverless.Platform.Cosmos;
using Serverless.Platform.ServiceBus;
using Serverless.Users;
using Serverless.Users.Pending;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>An organization whose administrator invites.</summary>
internal sealed class AnOrganization
{
    private AnOrganization(TestStack stack, ClerkUser admin, ClerkOrganization organization)
    {
        Stack = stack;
        Admin = admin;
        Clerk = organization;
    }

    public TestStack Stack { get; }

    public ClerkUser Admin { get; }

    public ClerkOrganization Clerk { get; }

    public ApiClient Front => Stack.As(Admin, Clerk);

    public static async Task<AnOrganization> Of(TestStack stack, string name = "Northwind")
    {
        var admin = stack.SignUp($"Root-{name}", announce: true);
        var organization = stack.Emulators.Clerk.Directory.CreateOrganization(new NewOrganization { Name = name, CreatedBy = admin.Id });
        await stack.Settled();
        return new AnOrganization(stack, admin, organization);
    }

    public Task<ApiAnswer> Invite(string email, string role = "org:member") =>
        Front.Post("/api/invitations", JsonSerializer.Serialize(new { email, role }));

    /// <summary>Invites, and expects it to be sent.</summary>
    public async Task<InvitationResponse> Invited(string email, string role = "org:member")
    {
        var answer = await Invite(email, role);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Body.Deserialize(InvitationApiJson.Default.InvitationResponse)!;
    }

    public async Task<InvitationResponse> Invitation(InvitationId id) =>
        (await Front.Get($"/api/invitations/{id}")).Body.Deserialize(InvitationApiJson.Default.InvitationResponse)!;

    public Task<ApiAnswer> Revoke(InvitationResponse invitation) => Front.Delete($"/api/invitations/{invitation.Id}");

    /// <summary>Somebody follows the link.</summary>
    /// <param name="user">Who is signed in; null for whoever has the address, or somebody new.</param>
    public async Task<ClerkUser> FollowLink(InvitationResponse invitation, ClerkUser? user = null)
    {
        var directory = Stack.Emulators.Clerk.Directory;
        return directory.FindUser(directory.AcceptOrganizationInvitation(await AtClerk(invitation.Id), user?.Id).UserId)!;
    }

    /// <summary>What a member is told of themselves in this organization: their id, and their role in it if they are in it.</summary>
    public async Task<(string? Id, string? Role)> Me(ClerkUser user)
    {
        var me = await Stack.As(user, Clerk).Get("/api/me");
        Assert.True(me.Status == 200, me.Text);
        return (me["id"], me.Body.TryGetProperty("organization", out var organization) ? organization.GetProperty("role").GetString() : null);
    }

    /// <summary>The roles that the user has in it, one for each membership: at Clerk, and by our documents.</summary>
    public async Task<(string AtClerk, string Here)> Roles(ClerkUser user)
    {
        var here = await Stack.All<MembershipDocument>(
            $"SELECT * FROM c WHERE c.organizationSubject = {Clerk.Id} AND c.userSubject = {user.Id}");
        return (
            string.Join(' ', Stack.Emulators.Clerk.Directory.Members(Clerk.Id).Where(member => member.UserId == user.Id).Select(member => member.Role)),
            string.Join(' ', here.Where(membership => !membership.HasEnded).Select(membership => membership.Role)));
    }

    /// <summary>Clerk's own id of an invitation of ours.</summary>
    public async Task<string> AtClerk(InvitationId id) => (await Stack.Invitation(id))!.ClerkId!;
}

internal static class InvitationsInTheStack
{
    /// <summary>Messages that found an invitation busy, or Clerk down, come again soon.</summary>
    public static IServiceCollection AddQuickRedelivery(this IServiceCollection services) => services.AddSingleton(new RedeliveryPolicy
    {
        RetriesInHandler = 2,
        FirstBackoff = TimeSpan.FromMilliseconds(20),
        FirstDelay = TimeSpan.FromMilliseconds(200),
        LongestDelay = TimeSpan.FromMilliseconds(500),
    });

    /// <summary>A service of the app, to take one step by hand.</summary>
    public static T The<T>(this TestStack stack)
        where T : class => stack.App.Services.GetRequiredService<T>();

    /// <summary>Nothing that Clerk tells from now on arrives.</summary>
    public static ClerkFault LoseWebhooks(this TestStack stack, string type = "") =>
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()) { EventType = type });

    /// <summary>Somebody signs up, and no webhook tells of it.</summary>
    public static ClerkUser SignUpUnheard(this TestStack stack, string email) =>
        stack.Emulators.Clerk.Directory.CreateUsers(1, _ => new NewUser { EmailAddress = email }, announce: false)[0];

    /// <summary>Operators invite into the application.</summary>
    public static Task<ApiAnswer> InviteIntoApplication(this TestStack stack, string email) =>
        stack.Nobody().Post("/api/ops/invitations", JsonSerializer.Serialize(new { email }));

    /// <summary>What is pending at Clerk at an address, as the app reads it.</summary>
    public static async Task<IReadOnlyList<InvitationSeen>> PendingAtClerk(this TestStack stack, string email) =>
        [.. (await stack.The<ClerkInvitations>().ListPending(CancellationToken.None)).Where(seen => seen.Email.Equals(email, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The time that somebody has to act in an invitation's name is over, as if it had passed.</summary>
    public static async Task EndTurn(this TestStack stack, InvitationDocument invitation)
    {
        var documents = stack.The<Documents<InvitationDocument>>();
        var stored = (await documents.Find(invitation.Scope, invitation.Id.Value, CancellationToken.None))!;
        var over = stored.Value with { BusyUntil = DateTimeOffset.UtcNow.AddSeconds(-1) };
        Assert.True(await documents.TryReplace(over.Scope, over.Id.Value, over, stored.ETag, CancellationToken.None));
    }

    public static Task<IReadOnlyList<InvitationDocument>> Invitations(this TestStack stack) =>
        stack.All<InvitationDocument>($"SELECT * FROM c ORDER BY c.id");

    public static async Task<IReadOnlyList<InvitationDocument>> OpenInvitations(this TestStack stack) =>
        [.. (await stack.Invitations()).Where(invitation => !invitation.HasEnded)];

    public static async Task<UserDocument?> Person(this TestStack stack, UserId id) =>
        (await stack.All<UserDocument>($"SELECT * FROM c WHERE c.id = {id.Value}")).SingleOrDefault();

    /// <summary>Clerk's people who have this internal id.</summary>
    public static async Task<IReadOnlyList<string>> SubjectsOf(this TestStack stack, UserId id) =>
        [.. (await stack.All<IdentityDocument>($"SELECT * FROM c WHERE c.internalId = {id.Value}")).Select(row => row.Id)];

    /// <summary>Waits until Clerk has delivered what it had to say, and all of it has been applied.</summary>
    public static async Task Settled(this TestStack stack)
    {
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "the webhooks to be delivered", TimeSpan.FromMinutes(1));
        await stack.Quiet();
    }

    /// <summary>The document of an invitation, whoever invited.</summary>
    public static async Task<InvitationDocument?> Invitation(this TestStack stack, InvitationId id) =>
        (await stack.All<InvitationDocument>($"SELECT * FROM c WHERE c.id = {id.Value}")).SingleOrDefault();

    /// <summary>Everybody of whom our documents say that they are expected.</summary>
    public static Task<IReadOnlyList<UserDocument>> PendingPeople(this TestStack stack) =>
        stack.All<UserDocument>($"SELECT * FROM c WHERE c.invited = true");

    public static Task<IReadOnlyList<InviteeDocument>> Invitees(this TestStack stack) => stack.All<InviteeDocument>($"SELECT * FROM c");

    /// <summary>What the timer does.</summary>
    public static async Task KeepUpInvitations(this TestStack stack)
    {
        await stack.App.Services.GetRequiredService<InvitationUpkeep>().Run(CancellationToken.None);
        await stack.Quiet();
    }

    public static async Task<IReadOnlyList<T>> All<T>(this TestStack stack, FormattableString sql)
        where T : class
    {
        var all = new List<T>();
        await foreach (var stored in stack.App.Services.GetRequiredService<Documents<T>>().Query(sql, null, CancellationToken.None))
        {
            all.Add(stored.Value);
        }

        return all;
    }
}
