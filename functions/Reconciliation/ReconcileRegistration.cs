using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Reconciliation;

public static class ReconcileRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings(new ReconcileSettings(configuration))
        .AddDocuments("state", () => ReconcileJson.Default.ReconcileState)
        .AddDocuments("reconciliation", () => ReconcileJson.Default.RunDocument)
        .AddDocuments("reconciliation", () => ReconcileJson.Default.PartDocument)
        .AddDocuments("reconciliation", () => ReconcileJson.Default.RepairsDocument)
        .AddSingleton<RunStore>()
        .AddSingleton<StepSender>()
        .AddSingleton<RunEnd>()
        .AddSingleton<RunControl>()
        .AddSingleton<DeadLetteredUsers>()
        .AddSingleton<Repairer>()
        .AddSingleton<ComparePageStep>()
        .AddSingleton<ConfirmAbsentStep>()
        .AddSingleton<FinishRunStep>()
        .AddSingleton<ChangesRun>()
        .AddSingleton<CountComparison>()
        .AddSingleton<SilenceWatch>()
        .AddSingleton<Reconciler>()
        .AddSingleton<ReconcileMetrics>();
}
