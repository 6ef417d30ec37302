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
        .AddSingleton<RunBeginning>()
        .AddSingleton<DeadLetteredSubjects>()
        .AddSingleton<RepairWork>()
        .AddSingleton<Repairer>()
        .AddSingleton<OrganizationRepairer>()
        .AddSingleton<ComparePageStep>()
        .AddSingleton<ConfirmAbsentStep>()
        .AddSingleton<FinishRunStep>()
        .AddSingleton<CompareOrganizationsStep>()
        .AddSingleton<CompareMembersStep>()
        .AddSingleton<FindStraysStep>()
        .AddSingleton<ConfirmOrganizationsStep>()
        .AddSingleton<NewestOrganizations>()
        .AddSingleton<ChangesRun>()
        .AddSingleton<CountComparison>()
        .AddSingleton<SilenceWatch>()
        .AddSingleton<Reconciler>()
        .AddSingleton<ReconcileMetrics>();
}
