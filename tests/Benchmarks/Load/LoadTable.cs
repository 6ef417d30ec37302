namespace Serverless.Benchmarks.Load;

/// <summary>The results side by side.</summary>
internal static class LoadTable
{
    private static readonly ComparisonTable<LoadResult> Table = new(
        ("webhooks answered per second", result => result.AnsweredPerSecond, "0"),
        ("answer, p50, ms", result => result.Answer.P50.TotalMilliseconds, "0.00"),
        ("answer, p99, ms", result => result.Answer.P99.TotalMilliseconds, "0.00"),
        ("server's processor time while answering, µs per webhook", result => result.ServerProcessor.TotalMicroseconds, "0"),
        ("load generator's processor time, µs per webhook", result => result.GeneratorProcessor.TotalMicroseconds, "0"),
        ("webhooks answered and stored per second", result => result.Stored?.PerSecond, "0"),
        ("all stored, ms after the last answer", result => result.Stored?.Drain.TotalMilliseconds, "0"),
        ("user visible, p50, ms after sending", result => result.Stored?.Visible.P50.TotalMilliseconds, "0"),
        ("user visible, p99, ms after sending", result => result.Stored?.Visible.P99.TotalMilliseconds, "0"),
        ("server's processor time until stored, µs per webhook", result => result.Stored?.ServerProcessor.TotalMicroseconds, "0"),
        ("storage's processor time until stored, µs per webhook", result => result.Stored?.StorageProcessor?.TotalMicroseconds, "0"));

    /// <param name="door">The answering alone.</param>
    /// <param name="peer">Null if only this app was measured.</param>
    public static void Print(LoadResult door, LoadResult ours, LoadResult? peer) => Table.Print(
        [(door.Contender, door), (ours.Contender, ours), (peer?.Contender ?? "", peer)],
        ("app / peer", ours, peer));
}
