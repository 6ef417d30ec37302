using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <param name="IsMonitored">Whether the schedule's status is kept and shown to the function.</param>
internal sealed record TimerTrigger(TimerSchedule Schedule, bool IsMonitored, bool RunOnStartup) : Trigger
{
    public override string Type => "timerTrigger";

    public override string Describe(Uri address, string routePrefix) => $"timer {Schedule.Text}";

    public static TimerTrigger From(CustomAttributeData written, string function, Func<string, string> resolve)
    {
        var text = resolve((string?)written.ConstructorArguments[0].Value ?? "");
        var schedule = TimerSchedule.TryParse(text) ?? throw new HostStartException(
            $"Function '{function}': the schedule '{text}' is neither NCRONTAB with five or six fields that ever comes due nor a positive time.");
        return new TimerTrigger(
            schedule,
            (Written(written, nameof(TimerTriggerAttribute.UseMonitor)) as bool? ?? true) && !schedule.IsFasterThan(TimeSpan.FromMinutes(1)),
            Written(written, nameof(TimerTriggerAttribute.RunOnStartup)) as bool? ?? false);
    }
}
