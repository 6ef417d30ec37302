using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Telemetry;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Telemetry;

/// <summary>What of the log leaves the app; everything is sent by the time its services are disposed.</summary>
public sealed partial class ExportTests
{
    [Fact]
    public async Task Of_an_exception_its_type_and_its_place_are_sent_and_not_its_text()
    {
        var sent = await Sent(logs => LogFailed(logs.CreateLogger("Serverless.Users"), 7, Thrown("mara@people.example")));

        Assert.Contains("Try {Try} failed", sent, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", sent, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), sent, StringComparison.Ordinal);
        Assert.DoesNotContain("mara", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_and_lines_of_others_are_not_sent()
    {
        var sent = await Sent(logs =>
        {
            var ours = logs.CreateLogger("Serverless.Users");
            using var scope = ours.BeginScope(new Dictionary<string, object> { ["who"] = "mara@people.example" });
            LogTried(ours, 8);
            LogFailed(logs.CreateLogger("Azure.Core"), 9, Thrown("mara@people.example"));
        });

        Assert.Contains("Tried {Try}", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("mara", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Azure.Core", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Default", "Warning", false)]
    [InlineData("Serverless", "Warning", false)]
    [InlineData("Serverless.Users", "Warning", false)]
    [InlineData("Serverless.Organizations", "Warning", true)]
    [InlineData("Default", "Debug", true)]
    public async Task Levels_are_those_of_all_other_logs(string category, string level, bool isSent)
    {
        var sent = await Sent(logs => LogTried(logs.CreateLogger("Serverless.Users"), 8), ($"Logging:LogLevel:{category}", level));

        Assert.Equal(isSent, sent.Length > 0);
    }

    [LoggerMessage(LogLevel.Error, "Try {Try} failed")]
    private static partial void LogFailed(ILogger logger, int @try, Exception failure);

    [LoggerMessage(LogLevel.Information, "Tried {Try}")]
    private static partial void LogTried(ILogger logger, int @try);

    private static async Task<string> Sent(Action<ILoggerFactory> write, params (string Name, string? Value)[] settings)
    {
        await using var collector = await OtlpReceiver.Start();
        var configuration = ASettings.Configuration(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. settings]);
        await using (var services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddLogging(logs => logs.AddConfiguration(configuration.GetSection("Logging")))
            .AddTelemetry(configuration)
            .BuildServiceProvider())
        {
            write(services.GetRequiredService<ILoggerFactory>());
        }

        return collector.Text("logs");
    }

    private static InvalidOperationException Thrown(string text)
    {
        try
        {
            throw new InvalidOperationException(text);
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }
}
