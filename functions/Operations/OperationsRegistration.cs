using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Erasure;
using Serverless.Operations.DeadLetters;
using Serverless.Operations.Erasure;
using Serverless.Operations.Status;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Operations;

public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<Looks>()
        .AddSingleton<PersonLookup>()
        .AddSingleton<Erasure.Erasure>()
        .AddSingleton<IPersonalData, DeadLetterErasure>()
        .AddSingleton<IPersonalData, WaitingMessages>()
        .AddSingleton<Readiness>()
        .AddSettings(new ScheduleSetting(configuration, StatusTimer.Schedule, "0 */5 * * * *"))
        .AddSingleton<QueueDepths>()
        .AddSingleton<StatusReader>()
        .AddSingleton<StatusMetrics>()
        .AddSettings(new ScheduleSetting(configuration, DeadLetterTimer.Schedule, "0 20 * * * *"))
        .AddDocuments("operations", () => DeadLetterJson.Default.DeadLetterRun, partition: "/run")
        .AddSingleton(DeadLetterPace.Default)
        .AddSingleton<DeadLetterRunStore>()
        .AddSingleton<DeadLetterQueues>()
        .AddSingleton<DeadLetterList>()
        .AddSingleton<DeadLetterSearch>()
        .AddSingleton<DeadLetterSurvey>()
        .AddSingleton<DeadLetterStepSender>()
        .AddSingleton<DeadLetterBatch>()
        .AddSingleton<DeadLetterMetrics>()
        .AddSingleton<DeadLetterWork>()
        .AddSingleton<DeadLetterRuns>();
}
