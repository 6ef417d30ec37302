using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Invitations;

/// <summary>When invitations are compared with Clerk's.</summary>
public sealed class InvitationSettings(IConfiguration configuration) : IRoomSettings
{
    /// <summary><c>INVITATIONS_SCHEDULE</c>: NCRONTAB; read by the Functions host.</summary>
    public const string Schedule = "INVITATIONS_SCHEDULE";

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(configuration[Schedule]) is { } absent)
        {
            yield return new(Schedule, absent, "NCRONTAB, for instance 0 5/15 * * * *.");
        }
    }
}
