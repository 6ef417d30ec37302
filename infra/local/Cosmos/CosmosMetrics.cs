namespace Local.Cosmos;

/// <summary>
/// Requests handled and request units charged since the start or the last reset, by operation. A request answered by a
/// fault without being handled is not counted here but in <see cref="CosmosFault.Hits"/>.
/// </summary>
public sealed class CosmosMetrics
{
    private static readonly int Operations = Enum.GetValues<CosmosOperation>().Length;

    private readonly long[] requests = new long[Operations];
    private readonly long[] hundredths = new long[Operations];

    internal CosmosMetrics()
    {
    }

    /// <summary>Request units of all operations.</summary>
    public double TotalRequestUnits => Enum.GetValues<CosmosOperation>().Sum(RequestUnits);

    /// <summary>Requests, also those answered with an error.</summary>
    public long Requests(CosmosOperation operation) => Interlocked.Read(ref requests[(int)operation]);

    /// <summary>Request units, exact to two decimals.</summary>
    public double RequestUnits(CosmosOperation operation) => Interlocked.Read(ref hundredths[(int)operation]) / 100.0;

    /// <summary>Sets all counters to zero.</summary>
    public void Reset()
    {
        for (var operation = 0; operation < Operations; operation++)
        {
            Interlocked.Exchange(ref requests[operation], 0);
            Interlocked.Exchange(ref hundredths[operation], 0);
        }
    }

    internal void Count(CosmosOperation operation, double charge)
    {
        Interlocked.Increment(ref requests[(int)operation]);
        Interlocked.Add(ref hundredths[(int)operation], (long)Math.Round(charge * 100));
    }
}
