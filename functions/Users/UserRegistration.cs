using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

public static class UserRegistration
{
    public static IServiceCollection AddUsers(this IServiceCollection services) => services
        .AddDocuments("users", () => UserJson.Default.UserDocument)
        .AddDocuments("state", () => LastUserEventJson.Default.LastUserEventDocument)
        .AddDocuments("state", () => AdminTurnJson.Default.AdminTurnDocument)
        .AddSingleton<LastUserEvent>()
        .AddSingleton<UserStore>()
        .AddSingleton<UserSync>()
        .AddSingleton<UserMetrics>()
        .AddSingleton<FreshProfile>()
        .AddSingleton<UserLookup>()
        .AddSingleton<AdminTurns>()
        .AddSingleton<AccountChanges>();
}
