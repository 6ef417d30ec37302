using System.Diagnostics;
using Local.Stack;

namespace Serverless.Benchmarks.Emulators;

/// <summary>Rate, latency of a call in milliseconds, and processor time of both sides in microseconds for each item.</summary>
internal readonly record struct Measurement(double PerSecond, double P50, double P99, double Emulator, double Client)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    /// <param name="itemsPerCall">A batch counts as its items.</param>
    public static async Task<Measurement> Run(
        int callers, int itemsPerCall, Func<int, CancellationToken, Task> call, ChildProcess emulators, CancellationToken cancellation)
    {
        await Repeat(callers, WarmUp, call, cancellation);
        var emulatorBefore = emulators.ProcessorTime;
        var clientBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var calls = await Repeat(callers, Measured, call, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var items = (double)calls.Length * itemsPerCall;
        Array.Sort(calls);
        return new Measurement(
            items / elapsed.TotalSeconds,
            Milliseconds(calls, 0.50),
            Milliseconds(calls, 0.99),
            (emulators.ProcessorTime - emulatorBefore).TotalMicroseconds / items,
            (Environment.CpuUsage.TotalTime - clientBefore).TotalMicroseconds / items);
    }

    private static double Milliseconds(long[] sorted, double share) =>
        Stopwatch.GetElapsedTime(0, sorted[(int)Math.Ceiling(share * sorted.Length) - 1]).TotalMilliseconds;

    /// <returns>How long each call took, in ticks of <see cref="Stopwatch"/>.</returns>
    private static async Task<long[]> Repeat(int callers, TimeSpan time, Func<int, CancellationToken, Task> call, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var took = new List<long>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var began = Stopwatch.GetTimestamp();
                await call(caller, cancellation);
                took.Add(Stopwatch.GetTimestamp() - began);
            }

            return took;
        })));
        return [.. all.SelectMany(took => took)];
    }
}
