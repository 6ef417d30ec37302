using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Operations;

public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<Readiness>()
        .AddSettings(new DeadLetterSettings(configuration))
        .AddDocuments("operations", () => DeadLetterJson.Default.DeadLetterRun)
        .AddSingleton(DeadLetterPace.Default)
        .AddSingleton<DeadLetterRunStore>()
        .AddSingleton<DeadLetterQueues>()
        .AddSingleton<DeadLetterList>()
        .AddSingleton<DeadLetterSurvey>()
        .AddSingleton<DeadLetterStepSender>()
        .AddSingleton<DeadLetterBatch>()
        .AddSingleton<DeadLetterMetrics>()
        .AddSingleton<DeadLetterWork>()
        .AddSingleton<DeadLetterRuns>();
}
