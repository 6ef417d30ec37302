using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_dead_letters_are_discarded : IAsyncLifetime
{
    private readonly Lines lines = new();
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() =>
        stack = await FailedEvents.Start(TimeSpan.FromMilliseconds(100), services => services.AddSingleton<ILoggerProvider>(lines));

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        lines.Dispose();
    }

    [Fact]
    public async Task They_are_gone_and_it_is_written_down_which_and_why()
    {
        await stack.FailForGood(2);
        await stack.Fail(1);
        var ids = (await stack.DeadLetters("?reason=UserWithoutId")).GetProperty("items").EnumerateArray()
            .Select(letter => letter.GetProperty("messageId").GetString()!).ToList();

        var report = await stack.Run("discard", """{"reason":"UserWithoutId","because":"Clerk sent them without an id"}""");

        Assert.Equal(("done", 2, 2), report.Outcome());
        Assert.Equal(("discard", "Clerk sent them without an id"), (report.GetProperty("kind").GetString(), report.GetProperty("because").GetString()));
        var left = Assert.Single((await stack.DeadLetters()).GetProperty("items").EnumerateArray());
        Assert.Equal("RetriesExhausted", left.GetProperty("reason").GetString());
        Assert.All(ids, id => Assert.EndsWith(
            "because: Clerk sent them without an id",
            Assert.Single(lines.All, line => line.Contains(id, StringComparison.Ordinal)),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_discarded_without_a_reason()
    {
        await stack.FailForGood(1);

        var answer = await stack.Ask("discard", """{"all":true,"because":"  "}""");

        Assert.Equal((400, "dead-letters-because", 1), (answer.Status, answer.Code, stack.DeadLetterCount()));
    }

    /// <summary>What is logged about dead letters.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> all = new();

        public IEnumerable<string> All => all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            if (line.StartsWith("Dead letter ", StringComparison.Ordinal))
            {
                all.Enqueue(line);
            }
        }

        public void Dispose()
        {
        }
    }
}
