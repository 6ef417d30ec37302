using System.Text.Json.Nodes;
using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>
/// What people change about accounts through us. Clerk is asked to do it, as it holds the truth; what it answers is merged into our
/// document at once, and comes again by webhook.
/// </summary>
public sealed class AccountChanges(ClerkCommands clerk, UserStore users, UserSync sync, AdminTurns turns)
{
    /// <summary>Null if it was done; else why not.</summary>
    public Task<Problem?> SetRole(UserDocument user, UserRole role, CancellationToken cancellation) =>
        user.IsDeleted ? Task.FromResult<Problem?>(UserProblems.AlreadyDeleted)
        : user.IsPending ? Task.FromResult<Problem?>(UserProblems.Pending)
        : role == UserRole.Admin ? Write(user, role, cancellation)
        : IfAnAdminRemains(user, () => Write(user, role, cancellation), cancellation);

    /// <inheritdoc cref="SetRole"/>
    public Task<Problem?> Delete(UserDocument user, CancellationToken cancellation) => IfAnAdminRemains(
        user,
        async () =>
        {
            // That there was nobody to delete is fine too: a first try may have been done without being answered.
            await clerk.DeleteUser(user.Subject, cancellation);
            await sync.Apply(new UserGone(ProviderSubject.Clerk(user.Subject), FactSource.Api, At: null), expectNew: false, cancellation);
            return null;
        },
        cancellation);

    private async Task<Problem?> Write(UserDocument user, UserRole role, CancellationToken cancellation)
    {
        var metadata = new ClerkMetadata { PublicMetadata = new JsonObject { ["role"] = UserRoles.InMetadata(role) } };
        try
        {
            var changed = await clerk.UpdateUserMetadata(user.Subject, metadata, cancellation);
            if (ClerkUserReader.Seen(changed) is UserReading.Read { Fact: var fact })
            {
                await sync.Apply(fact, expectNew: false, cancellation);
            }

            return null;
        }
        catch (ClerkException refused) when (refused is { Status: 404, Code: ClerkCodes.ResourceNotFound })
        {
            return UserProblems.AlreadyDeleted;
        }
    }

    private async Task<Problem?> IfAnAdminRemains(UserDocument user, Func<Task<Problem?>> change, CancellationToken cancellation)
    {
        if (user.Profile?.Role() != UserRole.Admin)
        {
            return await change();
        }

        Problem? refusal = null;
        var wasMyTurn = await turns.TryTake(
            async () => refusal = await users.AnotherAdminExists(user.Id, cancellation) ? await change() : UserProblems.LastAdmin,
            cancellation);
        return wasMyTurn ? refusal : UserProblems.AdminsChanging;
    }
}
