using Microsoft.Extensions.DependencyInjection;

namespace Serverless.Reference;

public static class ReferenceRegistration
{
    public static IServiceCollection AddReference(this IServiceCollection services) => services
        .AddSingleton<ApiDescription>()
        .AddSingleton<ReferencePage>();
}
