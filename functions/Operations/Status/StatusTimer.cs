using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Serverless.Operations.Status;

/// <summary>Looks by the clock whether all is well, and says it aloud if not, for those who watch logs and metrics and no page.</summary>
public sealed partial class StatusTimer(StatusReader reader, StatusMetrics metrics, ILogger<StatusTimer> logger)
{
    /// <summary><c>STATUS_SCHEDULE</c>: NCRONTAB. When the app looks whether all is well.</summary>
    public const string Schedule = "STATUS_SCHEDULE";

    [Function("WatchStatus")]
    public async Task Run([TimerTrigger($"%{Schedule}%")] TimerInfo timer, CancellationToken cancellation)
    {
        var report = await reader.Read(cancellation);
        foreach (var name in StatusRules.Names)
        {
            metrics.Looked(name, report.Alerts.Any(alert => alert.Name == name));
        }

        foreach (var alert in report.Alerts)
        {
            LogAlert(alert.Name, alert.Says);
        }

        LogLooked(timer.IsPastDue, report.Alerts.Count);
    }

    [LoggerMessage(LogLevel.Error, "Alert {Alert}: {Says}")]
    private partial void LogAlert(string alert, string says);

    [LoggerMessage(LogLevel.Debug, "Status is looked at, {Alerts} alert(s); makes up for a run that was missed: {IsPastDue}")]
    private partial void LogLooked(bool isPastDue, int alerts);
}
