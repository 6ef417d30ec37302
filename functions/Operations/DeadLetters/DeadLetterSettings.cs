using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Operations.DeadLetters;

/// <summary>When dead letters are redriven by themselves.</summary>
public sealed class DeadLetterSettings(IConfiguration configuration) : IRoomSettings
{
    /// <summary><c>DEAD_LETTERS_SCHEDULE</c>: NCRONTAB; read by the Functions host.</summary>
    public const string Schedule = "DEAD_LETTERS_SCHEDULE";

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(configuration[Schedule]) is { } absent)
        {
            yield return new(Schedule, absent, "NCRONTAB, for instance 0 20 * * * *.");
        }
    }
}
