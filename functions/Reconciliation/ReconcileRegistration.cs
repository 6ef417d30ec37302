using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Reconciliation;

public static class ReconcileRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings(new ReconcileSettings(configuration))
        .AddDocuments("state", () => ReconcileJson.Default.ReconcileState)
        .AddDocuments("reconciliation", () => ReconcileJson.Default.RunDocument, partition: "/run")
        .AddDocuments("reconciliation", () => ReconcileJson.Default.PartDocument, partition: "/run")
        .AddDocuments("reconciliation", () => ReconcileJson.Default.RepairsDocument, partition: "/run")
        .AddSingleton<RunStore>()
        .AddSingleton<IPersonalData, LedgerErasure>()
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
