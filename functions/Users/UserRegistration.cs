using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;
using Serverless.Users.Pending;

namespace Serverless.Users;

public static class UserRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services
        .AddDocuments("users", () => UserJson.Default.UserDocument)
        .AddDocuments("invitees", () => InviteeJson.Default.InviteeDocument)
        .AddDocuments("state", () => AdminTurnJson.Default.AdminTurnDocument)
        .AddSingleton<UserStore>()
        .AddSingleton<UserMerge>()
        .AddSingleton<InviteeStore>()
        .AddSingleton<IPersonalData, InviteeErasure>()
        .AddSingleton<Invitees>()
        .AddSingleton<Newcomers>()
        .AddSingleton<UserSync>()
        .AddSingleton<UserMetrics>()
        .AddSingleton<FreshProfile>()
        .AddSingleton<UserLookup>()
        .AddSingleton<AdminTurns>()
        .AddSingleton<AccountChanges>();
}
