using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Identity.History;
using Serverless.Identity.Sessions;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Identity;

public static class IdentityRegistration
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration) => services
        .AddDocuments("identities", () => IdentityJson.Default.IdentityDocument)
        .AddSingleton<IdentityMap<UserId>>()
        .AddSingleton<IdentityMap<OrganizationId>>()
        .AddDocuments("history", () => HistoryJson.Default.HistoryDocument)
        .AddSingleton<HistoryStore>()
        .AddSingleton<IPersonalData, HistoryErasure>()
        .AddSingleton(HistoryPace.Default)
        .AddSingleton<HistoryWriter>()
        .AddHostedService(services => services.GetRequiredService<HistoryWriter>())
        .AddSettings(new SessionSettings(configuration))
        .AddSingleton(Keys)
        .AddSingleton<SessionMetrics>()
        .AddSingleton<SessionVerifier>()
        .AddSingleton<RecentSessions>();

    private static SessionKeys Keys(IServiceProvider services) => services.GetRequiredService<SessionSettings>().Key is { } key
        ? new ConfiguredKey(key)
        : ActivatorUtilities.CreateInstance<ServedKeys>(services);
}
