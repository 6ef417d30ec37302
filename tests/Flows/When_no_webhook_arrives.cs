using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>An endpoint that Clerk cannot reach makes no noise of its own.</summary>
public sealed class When_no_webhook_arrives : IAsyncLifetime
{
    private readonly Errors errors = new();
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start(services => services
        .AddSingleton<ILoggerProvider>(errors)
        .AddSingleton(new VitalsPace(TimeSpan.FromMilliseconds(20))));

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        errors.Dispose();
    }

    [Fact]
    public async Task Silence_since_the_first_run_is_said_aloud()
    {
        await FirstRan(TimeSpan.FromHours(30));

        await stack.LookForChanges();

        Assert.Contains(errors.Said, line => line.StartsWith("No event about a user has arrived for 30.0 hours", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Event_ends_the_silence()
    {
        await FirstRan(TimeSpan.FromHours(30));
        await stack.Accept(Payloads.Text("user.created"));
        await stack.Quiet();

        await Written();

        await stack.LookForChanges();

        Assert.DoesNotContain(errors.Said, line => line.StartsWith("No event", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quiet_hours_are_no_silence()
    {
        await FirstRan(TimeSpan.FromHours(20));

        await stack.LookForChanges();

        Assert.DoesNotContain(errors.Said, line => line.StartsWith("No event", StringComparison.Ordinal));
    }

    private async Task Written()
    {
        var vitals = stack.App.Services.GetRequiredService<VitalsStore>();
        while (!(await vitals.Find(Cancellation)).Received.ContainsKey("user-events"))
        {
            await Task.Delay(10, Cancellation);
        }
    }

    private async Task FirstRan(TimeSpan ago) => Assert.True(await stack.App.Services.GetRequiredService<RunStore>().TrySave(
        new ReconcileState { Since = (DateTimeOffset.UtcNow - ago).ToUnixTimeMilliseconds() }, etag: null, Cancellation));

    /// <summary>Keeps what the app logs as errors.</summary>
    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Said.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
