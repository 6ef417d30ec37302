using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Starts a function by the clock. The schedule is NCRONTAB with six fields (seconds first) or five, or a TimeSpan; or
/// <c>%Setting%</c> that holds one.
/// </summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    public string Schedule { get; }

    /// <summary>One run whenever a host starts to serve this timer.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>Whether the schedule is kept over restarts, so that a missed run is made up for once. Default true.</summary>
    public bool UseMonitor { get; set; }
}
