namespace Serverless.Platform.Telemetry;

/// <summary>
/// What a piece of work costs: everything that is asked of the store and of Clerk between <see cref="Measure"/> and
/// <see cref="Dispose"/>, by the code inside and by every task it starts, wherever that runs. An account opened inside
/// another adds to both.
/// </summary>
/// <example><code>
/// using var cost = Cost.Measure();
/// await work();
/// log(cost.RequestUnits, cost.ClerkCalls);
/// </code></example>
public sealed class Cost : IDisposable
{
    private static readonly AsyncLocal<Cost?> Open = new();

    private readonly Lock gate = new();
    private readonly Cost? outer;
    private double requestUnits;
    private int clerkCalls;

    private Cost(Cost? outer) => this.outer = outer;

    /// <summary>As the store charged them, also for requests it refused. Tries that its SDK repeats by itself are not seen.</summary>
    public double RequestUnits
    {
        get
        {
            lock (gate)
            {
                return requestUnits;
            }
        }
    }

    /// <summary>Requests sent to Clerk, each try counted.</summary>
    public int ClerkCalls
    {
        get
        {
            lock (gate)
            {
                return clerkCalls;
            }
        }
    }

    /// <summary>Opens an account for the work that follows; it is closed by disposing it in the method that opened it.</summary>
    public static Cost Measure() => Open.Value = new Cost(Open.Value);

    public static void AddRequestUnits(double charge) => Add(charge, 0);

    public static void AddClerkCall() => Add(0, 1);

    public void Dispose() => Open.Value = outer;

    private static void Add(double charge, int calls)
    {
        for (var account = Open.Value; account is not null; account = account.outer)
        {
            lock (account.gate)
            {
                account.requestUnits += charge;
                account.clerkCalls += calls;
            }
        }
    }
}
