using Microsoft.Extensions.DependencyInjection;

namespace Serverless.Operations;

public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services.AddSingleton<Readiness>();
}
