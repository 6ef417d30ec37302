using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Settings;

namespace Serverless.Webhooks;

public static class WebhookRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings(new WebhookSettings(configuration))
        .AddSingleton<SignatureVerifier>()
        .AddSingleton<WebhookPublisher>()
        .AddSingleton<WebhookMetrics>()
        .AddSingleton<WebhookAnswers>();
}
