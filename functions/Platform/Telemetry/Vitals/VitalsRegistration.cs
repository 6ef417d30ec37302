using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;

namespace Serverless.Platform.Telemetry.Vitals;

public static class VitalsRegistration
{
    public static IServiceCollection AddVitals(this IServiceCollection services) => services
        .AddDocuments("state", () => VitalsJson.Default.VitalsDocument)
        .AddSingleton<VitalSigns>()
        .AddSingleton<VitalsStore>()
        .AddSingleton(VitalsPace.Default)
        .AddHostedService<VitalsWriter>();
}
