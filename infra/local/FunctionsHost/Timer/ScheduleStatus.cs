namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where a monitored schedule stands, in the host's local time.</summary>
public class ScheduleStatus
{
    /// <summary>When the run before this one began; the default value before the first.</summary>
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
