namespace Serverless.Platform.Telemetry;

public static class Meters
{
    /// <summary>The meter under which all counters of the app are found.</summary>
    public const string Name = "Serverless";
}
