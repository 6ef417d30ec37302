using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Platform.Settings;

namespace Serverless.Platform.Telemetry;

public static class TelemetryRegistration
{
    /// <summary>What the app calls itself where no <c>OTEL_SERVICE_NAME</c> is set.</summary>
    private const string DefaultServiceName = "serverless-user-store";

    /// <summary>Sends traces, metrics and logs by OTLP if a collector is set, until the host is disposed, which sends what is left.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new TelemetrySettings(configuration);
        services.AddSettings(settings);
        return settings.IsOn && !settings.Problems().Any() ? Export(services) : services;
    }

    // By itself, so that nothing of the SDK is even loaded for an app without telemetry.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Export(IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(DefaultServiceName).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(Spans.SourceName))
            .WithMetrics(metrics => metrics.AddMeter(Meters.Name))
            .WithLogging(logs => logs.AddProcessor(new ExceptionTexts()), options =>
            {
                options.IncludeScopes = false;
                options.IncludeFormattedMessage = false;
                options.ParseStateValues = true;
            })
            .UseOtlpExporter();
        return services.PostConfigure<LoggerFilterOptions>(OnlyOurs);
    }

    /// <summary>
    /// Lets only lines of our own out, at the levels set for all: what SDKs and the host write may hold addresses with their queries.
    /// </summary>
    private static void OnlyOurs(LoggerFilterOptions filters)
    {
        var exporter = typeof(OpenTelemetryLoggerProvider).FullName;
        var ours = filters.Rules
            .Where(rule => rule.ProviderName is null)
            .Prepend(new LoggerFilterRule(null, null, filters.MinLevel, null))
            .Select(rule => new LoggerFilterRule(
                exporter,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) => IsOurs(category) && rule.Filter?.Invoke(provider, category, level) != false))
            .ToList();
        foreach (var rule in ours)
        {
            filters.Rules.Add(rule);
        }
    }

    private static bool IsOurs(string? category) => category?.StartsWith("Serverless.", StringComparison.Ordinal) == true;
}
