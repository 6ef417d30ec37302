using Microsoft.Azure.Functions.Worker;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Timers that say when they ran and what they were told. All but those a test asks for are disabled.</summary>
public sealed class ProbeTimerFunctions(ProbeLog log, TimeProvider clock)
{
    public static readonly string[] All = ["ProbeTimer", "ProbeTimerUnmonitored", "ProbeTimerOnStartup", "ProbeTimerFast"];

    [Function("ProbeTimer")]
    public async Task Timer([TimerTrigger("%ProbeSchedule%")] TimerInfo timer, CancellationToken cancellation)
    {
        Say(timer);
        switch (log.TimerBehaviour)
        {
            case "fail":
                throw new InvalidOperationException("as told");
            case "wait":
                await log.Gate.WaitAsync(cancellation);
                log.Add("waited");
                break;
        }
    }

    [Function("ProbeTimerUnmonitored")]
    public void Unmonitored([TimerTrigger("%ProbeSchedule%", UseMonitor = false)] TimerInfo timer) => Say(timer);

    [Function("ProbeTimerOnStartup")]
    public void OnStartup([TimerTrigger("%ProbeSchedule%", RunOnStartup = true)] TimerInfo timer) => Say(timer);

    [Function("ProbeTimerFast")]
    public void Fast([TimerTrigger("*/10 * * * * *")] TimerInfo timer) => Say(timer);

    private void Say(TimerInfo timer) => log.Add(
        $"{clock.GetUtcNow():dd HH:mm:ss}{(timer.IsPastDue ? " past due" : "")}"
        + (timer.ScheduleStatus is { } status ? $", last {Text(status.Last)}, next {Text(status.Next)}" : ", no status"));

    private static string Text(DateTime local) => local == default ? "never" : $"{local.ToUniversalTime():dd HH:mm:ss}";
}
