namespace Serverless.Cli.Cost;

/// <summary>What an app does in a month of 30 days. Defaults are this app's, measured where that can be done without Azure.</summary>
internal sealed record Usage
{
    /// <summary>Webhooks that are accepted.</summary>
    public long Events { get; init; } = 1_000_000;

    /// <summary>Calls of the client API.</summary>
    public long Requests { get; init; }

    /// <summary>People whose documents are kept, and compared with Clerk once a day.</summary>
    public long Users { get; init; } = 100_000;

    /// <summary>Of an instance, in megabytes.</summary>
    public int Memory { get; init; } = 2048;

    /// <summary>
    /// An event's, in the emulator's charges: a user created, the dearest there is (12.44, root README, "Speed"), and its line of history
    /// (below 1).
    /// </summary>
    public double RequestUnits { get; init; } = 13.44;

    /// <summary>
    /// Of Service Bus for each event, of messages up to 64 KB each: sent, received and completed are three, empty receives and renewed locks
    /// about two more. How Azure counts those is not documented.
    /// </summary>
    public int Operations { get; init; } = 5;

    /// <summary>Of a message. Clerk's events are 2 KB, seldom 20.</summary>
    public int MessageKilobytes { get; init; } = 4;

    /// <summary>Logs and traces of an event at door and queue, before sampling.</summary>
    public int TelemetryKilobytes { get; init; } = 8;

    /// <summary>Of telemetry, in percent, that is kept.</summary>
    public int Sampling { get; init; } = 100;
}
