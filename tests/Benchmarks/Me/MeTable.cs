using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <summary>The results side by side.</summary>
internal static class MeTable
{
    public static readonly ComparisonTable<MeResult> Table = new(
        ("requests answered per second", result => result.PerSecond, "0"),
        ("answer, p50, ms", result => result.Answer.P50.TotalMilliseconds, "0.00"),
        ("answer, p99, ms", result => result.Answer.P99.TotalMilliseconds, "0.00"),
        ("server's processor time, µs per request", result => result.Processor.Server.TotalMicroseconds, "0"),
        ("storage's processor time, µs per request", result => result.Processor.Storage?.TotalMicroseconds, "0"),
        ("load generator's processor time, µs per request", result => result.Processor.Generator.TotalMicroseconds, "0"),
        ("request units per request", result => result.RequestUnits, "0.00"));

    /// <param name="peer">Null if it was not measured.</param>
    public static void Print(MeResult floor, MeResult ours, MeResult? peer) => Table.Print(
        [(floor.Contender, floor), (ours.Contender, ours), (peer?.Contender ?? "", peer)],
        ("app / floor", ours, floor),
        ("app / peer", ours, peer));
}
