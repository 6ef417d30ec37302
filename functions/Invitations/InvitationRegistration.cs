using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

public static class InvitationRegistration
{
    public static IServiceCollection AddInvitations(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings(new ScheduleSetting(configuration, InvitationTimer.Schedule, "0 5/15 * * * *"))
        .AddDocuments("invitations", () => InvitationJson.Default.InvitationDocument, partition: "/scope")
        .AddSingleton(HeadStart.Default)
        .AddSingleton<InvitationStore>()
        .AddSingleton<IPersonalData, InvitationErasure>()
        .AddSingleton<InvitationTurns>()
        .AddSingleton<InvitationMetrics>()
        .AddSingleton<InvitationSync>()
        .AddSingleton<InvitationStepSender>()
        .AddSingleton<IInvitations>(provider => provider.GetRequiredService<InvitationStepSender>())
        .AddSingleton<ClerkInvitations>()
        .AddSingleton<Granting>()
        .AddSingleton<Sending>()
        .AddSingleton<Inviting>()
        .AddSingleton<Revoking>()
        .AddSingleton<InvitationUpkeep>()
        .AddSingleton<InvitationAnswers>();
}
