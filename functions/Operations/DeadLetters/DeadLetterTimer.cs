using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Serverless.Operations.DeadLetters;

/// <summary>Dead letters by the clock.</summary>
public sealed partial class DeadLetterTimer(DeadLetterRuns runs, ILogger<DeadLetterTimer> logger)
{
    /// <summary><c>DEAD_LETTERS_SCHEDULE</c>: NCRONTAB. When dead letters are redriven by themselves.</summary>
    public const string Schedule = "DEAD_LETTERS_SCHEDULE";

    [Function("RedriveRipeDeadLetters")]
    public Task Run([TimerTrigger($"%{Schedule}%")] TimerInfo timer, CancellationToken cancellation)
    {
        LogDue(timer.IsPastDue);
        return runs.RedriveRipe(cancellation);
    }

    [LoggerMessage(LogLevel.Debug, "Dead letters are looked at; makes up for a run that was missed: {IsPastDue}")]
    private partial void LogDue(bool isPastDue);
}
