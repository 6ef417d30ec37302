using System.Globalization;
using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Reconciliation;

/// <summary>When reconciliation runs, and how far it may go.</summary>
public sealed class ReconcileSettings(IConfiguration configuration) : IRoomSettings
{
    /// <summary><c>RECONCILE_CHANGES_SCHEDULE</c>: NCRONTAB; read by the Functions host.</summary>
    public const string ChangesSchedule = "RECONCILE_CHANGES_SCHEDULE";

    /// <summary><c>RECONCILE_SWEEP_SCHEDULE</c>: NCRONTAB; read by the Functions host.</summary>
    public const string SweepSchedule = "RECONCILE_SWEEP_SCHEDULE";

    private const string ShareName = "RECONCILE_MAX_BURIAL_SHARE";
    private const string OverlapName = "RECONCILE_OVERLAP_MINUTES";
    private const string SilenceName = "WEBHOOK_SILENCE_HOURS";

    private const double DefaultShare = 0.05;
    private const double DefaultOverlapMinutes = 30;
    private const double DefaultSilenceHours = 24;

    private readonly double? share = Number(configuration[ShareName], DefaultShare);
    private readonly double? overlapMinutes = Number(configuration[OverlapName], DefaultOverlapMinutes);
    private readonly double? silenceHours = Number(configuration[SilenceName], DefaultSilenceHours);

    /// <summary>
    /// <c>RECONCILE_MAX_BURIAL_SHARE</c>: a run that would bury more than this share of all users stops instead. From 0 to 1,
    /// by default 0.05; <see cref="RunRules.AlwaysAllowed"/> are always allowed.
    /// </summary>
    public double MaxBurialShare => share!.Value;

    /// <summary>
    /// <c>RECONCILE_OVERLAP_MINUTES</c>: how far behind the newest change already looked at each run looks again. By default 30,
    /// two periods of the schedule, so that one listing with gaps does not hide a change.
    /// </summary>
    public TimeSpan Overlap => TimeSpan.FromMinutes(overlapMinutes!.Value);

    /// <summary><c>WEBHOOK_SILENCE_HOURS</c>: after so long without any event about a user it is said aloud. By default 24; 0 never.</summary>
    public TimeSpan Silence => TimeSpan.FromHours(silenceHours!.Value);

    public IEnumerable<SettingProblem> Problems()
    {
        foreach (var schedule in new[] { ChangesSchedule, SweepSchedule })
        {
            if (SettingText.Absence(configuration[schedule]) is { } absent)
            {
                yield return new(schedule, absent, "NCRONTAB, for instance 0 */15 * * * *.");
            }
        }

        if (share is not (>= 0 and <= 1))
        {
            yield return new(ShareName, "is not a share.", "a number from 0 to 1, for instance 0.05.");
        }

        if (overlapMinutes is not (>= 1 and <= 1440))
        {
            yield return new(OverlapName, "is not a number of minutes.", "1 to 1440, for instance 30.");
        }

        if (silenceHours is not (>= 0 and <= 720))
        {
            yield return new(SilenceName, "is not a number of hours.", "0 to 720, for instance 24.");
        }
    }

    /// <summary>Null if the text is not a number.</summary>
    private static double? Number(string? text, double otherwise) =>
        string.IsNullOrWhiteSpace(text) ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
