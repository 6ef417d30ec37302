using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Serverless.Invitations;

/// <summary>Invitations by the clock.</summary>
public sealed partial class InvitationTimer(InvitationUpkeep upkeep, ILogger<InvitationTimer> logger)
{
    /// <summary><c>INVITATIONS_SCHEDULE</c>: NCRONTAB. When invitations are compared with Clerk's.</summary>
    public const string Schedule = "INVITATIONS_SCHEDULE";

    [Function("KeepUpInvitations")]
    public Task Run([TimerTrigger($"%{Schedule}%")] TimerInfo timer, CancellationToken cancellation)
    {
        LogDue(timer.IsPastDue);
        return upkeep.Run(cancellation);
    }

    [LoggerMessage(LogLevel.Debug, "Upkeep of invitations is due; makes up for a run that was missed: {IsPastDue}")]
    private partial void LogDue(bool isPastDue);
}
