namespace Serverless.Cli.Cost;

/// <summary>A line of the bill, in US dollars a month, for events that come evenly and for the same number in bursts.</summary>
/// <param name="Unit">What is counted.</param>
internal sealed record CostLine(string Name, string Unit, decimal EvenAmount, decimal Even, decimal BurstsAmount, decimal Bursts);

/// <summary>
/// What a month costs. Execution time lies between two shapes of traffic: spread evenly, nearly every event wakes an instance that nobody
/// else keeps busy, and pays for a whole second; in bursts instances are busy, and an event pays for its share.
/// </summary>
internal static class CostModel
{
    private const double Month = 30 * 24 * 3600;

    /// <summary>Seconds that are charged at least whenever an instance begins to be active (Flex Consumption, "Billing").</summary>
    private const double LeastActive = 1;

    /// <summary>What an instance answers at the door, and applies from the queue, each second: assumed, well below what was measured here.</summary>
    private const double DoorsPerSecond = 200;

    private const double AppliedPerSecond = 160;

    /// <summary>An operation is charged for each 64 KB that it moves.</summary>
    private const int OperationKilobytes = 64;

    /// <summary>Of a sweep in which nothing differs: 3,579 for 100,000 users (root README, "Speed").</summary>
    private const double SweepUnitsPerUser = 0.03579;

    /// <summary>Of <c>GET /api/me</c> (root README, "Speed").</summary>
    private const double UnitsPerRequest = 1;

    /// <summary>A person's documents and their index entries: identity, user, a membership or two. Estimated from what is stored here.</summary>
    private const double KilobytesPerUser = 8;

    /// <summary>An event's line of history, kept for 30 days.</summary>
    private const double KilobytesPerEvent = 1;

    private const double KilobytesPerGigabyte = 1_000_000;

    /// <summary>In 30 days, by the schedules of local.settings.sample.json.</summary>
    public const int TimerRuns = 15_150;

    public static IReadOnlyList<CostLine> Lines(Usage usage)
    {
        var (even, bursts) = (GigabyteSeconds(usage, ActiveWhenEven(usage)), GigabyteSeconds(usage, ActiveInBursts(usage)));
        var executions = (2m * usage.Events) + usage.Requests + TimerRuns;
        var operations = (decimal)usage.Events * usage.Operations * Parts(usage.MessageKilobytes);
        var units = (usage.Events * usage.RequestUnits) + (usage.Requests * UnitsPerRequest) + (usage.Users * SweepUnitsPerUser * 30);
        var stored = ((usage.Users * KilobytesPerUser) + (usage.Events * KilobytesPerEvent)) / KilobytesPerGigabyte;
        var telemetry = (usage.Events + usage.Requests) * (double)usage.TelemetryKilobytes * usage.Sampling / 100 / KilobytesPerGigabyte;
        return
        [
            new("execution time", "GB-s", even, ExecutionTime(even), bursts, ExecutionTime(bursts)),
            Same("executions", "executions", executions, Beyond(executions, Prices.ExecutionsGranted) / Million * Prices.MillionExecutions),
            Same("Service Bus Standard", "operations", operations, Prices.ServiceBusBase + Tiered(operations)),
            Same("Cosmos DB serverless", "request units", (decimal)units, (decimal)units / Million * Prices.MillionRequestUnits),
            Same("Cosmos DB storage", "GB", (decimal)stored, (decimal)stored * Prices.StoredGigabyte),
            Same("telemetry", "GB", (decimal)telemetry, Beyond((decimal)telemetry, Prices.TelemetryGranted) * Prices.TelemetryGigabyte),
            Same("alerts", "", 0, Prices.Alerts),
            Same("Key Vault, host storage", "", 0, Prices.VaultAndHostStorage),
        ];
    }

    private const decimal Million = 1_000_000m;

    private static CostLine Same(string name, string unit, decimal amount, decimal price) => new(name, unit, amount, price, amount, price);

    private static decimal ExecutionTime(decimal gigabyteSeconds) =>
        Beyond(gigabyteSeconds, Prices.GigabyteSecondsGranted) * Prices.GigabyteSecond;

    /// <summary>Door and queue functions are scaled, and charged, apart. Timers run alone, each for the least that is charged.</summary>
    private static decimal GigabyteSeconds(Usage usage, double active) =>
        (decimal)(active + (TimerRuns * LeastActive)) * usage.Memory / 1024;

    /// <summary>Events come by chance, as a Poisson process, and an instance is active for a second after each.</summary>
    private static double ActiveWhenEven(Usage usage) =>
        Active(usage.Events + usage.Requests) + Active(usage.Events);

    private static double Active(double calls) => (1 - Math.Exp(-calls / Month * LeastActive)) * Month;

    private static double ActiveInBursts(Usage usage) =>
        ((usage.Events + usage.Requests) / DoorsPerSecond) + (usage.Events / AppliedPerSecond);

    private static int Parts(int kilobytes) => ((kilobytes - 1) / OperationKilobytes) + 1;

    private static decimal Beyond(decimal amount, decimal granted) => Math.Max(0, amount - granted);

    private static decimal Tiered(decimal operations)
    {
        var (price, below) = (0m, 0m);
        foreach (var (upTo, million) in Prices.ServiceBusOperations)
        {
            price += Math.Max(0, Math.Min(operations, upTo) - below) / Million * million;
            below = upTo;
        }

        return price;
    }
}
