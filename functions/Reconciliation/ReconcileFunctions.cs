using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Serverless.Reconciliation;

/// <summary>Reconciliation by the clock.</summary>
public sealed partial class ReconcileFunctions(Reconciler reconciler, ILogger<ReconcileFunctions> logger)
{
    [Function("ReconcileChanges")]
    public Task Changes([TimerTrigger($"%{ReconcileSettings.ChangesSchedule}%")] TimerInfo timer, CancellationToken cancellation)
    {
        LogDue(timer.IsPastDue);
        return reconciler.LookForChanges(cancellation);
    }

    [Function("ReconcileSweep")]
    public Task Sweep([TimerTrigger($"%{ReconcileSettings.SweepSchedule}%")] TimerInfo timer, CancellationToken cancellation)
    {
        LogDue(timer.IsPastDue);
        return reconciler.Sweep(cancellation);
    }

    [LoggerMessage(LogLevel.Debug, "Reconciliation is due; makes up for a run that was missed: {IsPastDue}")]
    private partial void LogDue(bool isPastDue);
}
