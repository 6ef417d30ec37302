using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>
/// Runs one function by the clock, on one instance of all that share a state folder. The next run is armed only when the
/// last one has ended; a run that ends after the next was due is followed by it at once. What was missed while no host ran
/// is made up for by one run.
/// </summary>
internal sealed class TimerListener(
    FunctionDescriptor function,
    TimerTrigger trigger,
    FunctionInvoker invoker,
    HostState state,
    TimerStatusStore statuses,
    TimeProvider clock,
    IServiceProvider services,
    ILoggerFactory loggers) : FunctionListener(function)
{
    /// <summary>A timer of the runtime counts milliseconds in 32 bits.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private static readonly Dictionary<string, object?> NoBindingData = [];

    private readonly ILogger logger = loggers.CreateLogger("Host.Triggers.Timer");

    /// <summary>Leaves the schedule as it is.</summary>
    public override Task RunByHand(string input) => Invoke(isPastDue: false, trigger.IsMonitored ? statuses.Read(Function.Name) ?? First() : null);

    protected override async Task Run(CancellationToken stopping)
    {
        try
        {
            using var right = await TimerLock.Take(Function.Name, state, clock, logger, stopping);
            var status = await Begin();
            while (!stopping.IsCancellationRequested)
            {
                await WaitUntil(status.Next, stopping);
                status = await RunOnce(status, isPastDue: false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Between two runs there is nothing to finish.
        }
    }

    /// <summary>Catches up with the status that the last holder of the right left behind, if it speaks of this schedule.</summary>
    private async Task<TimerStatus> Begin()
    {
        var saved = trigger.IsMonitored ? statuses.Read(Function.Name) : null;
        var isKept = saved?.Schedule == trigger.Schedule.Text;
        var status = isKept ? saved! : First() with { Last = saved?.Last, LastUpdated = saved?.LastUpdated };
        var isPastDue = isKept && status.Next < clock.GetUtcNow();
        if (isPastDue || trigger.RunOnStartup)
        {
            return await RunOnce(status, isPastDue);
        }

        Keep(status);
        return status;
    }

    private TimerStatus First() => new(trigger.Schedule.Text, null, NextAfter(clock.GetUtcNow()), null);

    private async Task<TimerStatus> RunOnce(TimerStatus status, bool isPastDue)
    {
        var began = clock.GetUtcNow();
        await Invoke(isPastDue, trigger.IsMonitored ? status : null);
        var next = status with { Last = began, Next = NextAfter(began), LastUpdated = began };
        Keep(next);
        return next;
    }

    private async Task Invoke(bool isPastDue, TimerStatus? shown)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = shown?.ForFunction() };
        await using var invocation = new Invocation(
            Function, _ => info, NoBindingData, traceParent: null, services, caller: CancellationToken.None, invoker.Stopping);
        await invoker.TryInvoke(invocation);
    }

    private void Keep(TimerStatus status)
    {
        if (trigger.IsMonitored)
        {
            statuses.Write(Function.Name, status);
        }
    }

    private DateTimeOffset NextAfter(DateTimeOffset time) => trigger.Schedule.Next(time, clock.LocalTimeZone);

    private async Task WaitUntil(DateTimeOffset due, CancellationToken stopping)
    {
        while (due - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, stopping);
        }
    }
}

internal static partial class TimerLog
{
    [LoggerMessage(30, LogLevel.Information, "Timer '{Function}' waits: another instance runs it ({Reason})")]
    public static partial void WaitsForLock(this ILogger logger, string Function, string reason);

    [LoggerMessage(31, LogLevel.Error, "The status of timer '{Function}' could not be written, a run may repeat after a restart: {Problem}")]
    public static partial void StatusNotWritten(this ILogger logger, string Function, string problem);

    [LoggerMessage(32, LogLevel.Warning, "The status of timer '{Function}' cannot be read and is begun anew: {Problem}")]
    public static partial void StatusUnreadable(this ILogger logger, string Function, string problem);
}
