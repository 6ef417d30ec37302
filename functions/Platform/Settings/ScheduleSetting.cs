using Microsoft.Extensions.Configuration;

namespace Serverless.Platform.Settings;

/// <summary>When a timer runs: NCRONTAB, which the Functions host reads and judges. Without one it would not start the function, and say little.</summary>
/// <param name="name">Of the setting.</param>
/// <param name="example">A good one.</param>
public sealed class ScheduleSetting(IConfiguration configuration, string name, string example) : IRoomSettings
{
    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(configuration[name]) is { } absent)
        {
            yield return new(name, absent, $"NCRONTAB, for instance {example}.");
        }
    }
}
