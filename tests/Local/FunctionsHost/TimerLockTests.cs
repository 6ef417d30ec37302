using System.Diagnostics;
using global::Local.FunctionsHost;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>The right to run a timer, between processes.</summary>
public sealed class TimerLockTests : IDisposable
{
    private readonly StateFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Process_that_is_killed_gives_the_right_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is a Linux tool.");
        var state = HostState.Open(ASettings.Configuration(("LocalHostStateFolder", folder.Path)), new StartProblems());
        using var other = Process.Start(new ProcessStartInfo(
            "flock", ["--no-fork", state.PathOf("timers/T.lock")!, "sh", "-c", "echo held; exec sleep 600"])
        { RedirectStandardOutput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var taken = TimerLock.Take("T", state, TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
        await Task.Delay(TimerLock.PollingInterval * 1.5, TestContext.Current.CancellationToken);
        Assert.False(taken.IsCompleted);
        other.Kill();

        using var right = await taken.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.NotNull(right);
    }
}
