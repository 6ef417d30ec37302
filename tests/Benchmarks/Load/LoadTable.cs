using Spectre.Console;

namespace Serverless.Benchmarks.Load;

/// <summary>The results side by side.</summary>
internal static class LoadTable
{
    private static readonly (string Name, Func<LoadResult, double> Value, string Format)[] Rows =
    [
        ("webhooks answered per second", result => result.AnsweredPerSecond, "0"),
        ("answer, p50, ms", result => result.Answer.P50.TotalMilliseconds, "0.00"),
        ("answer, p99, ms", result => result.Answer.P99.TotalMilliseconds, "0.00"),
        ("user visible, p50, ms after sending", result => result.Visible.P50.TotalMilliseconds, "0"),
        ("user visible, p99, ms after sending", result => result.Visible.P99.TotalMilliseconds, "0"),
        ("webhooks answered and stored per second", result => result.StoredPerSecond, "0"),
        ("all stored, ms after the last answer", result => result.Drain.TotalMilliseconds, "0"),
        ("server processor time per webhook while answering, µs", result => result.ServerWhileAnswering.TotalMicroseconds, "0"),
        ("server processor time per webhook until stored, µs", result => result.ServerUntilStored.TotalMicroseconds, "0"),
        ("storage processor time per webhook until stored, µs", result => result.StorageUntilStored.TotalMicroseconds, "0"),
        ("load generator's processor time per webhook, µs", result => result.Generator.TotalMicroseconds, "0"),
    ];

    /// <param name="peer">Null if only this app was measured.</param>
    public static void Print(LoadResult ours, LoadResult? peer)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("");
        foreach (var name in peer is null ? [ours.Contender] : new[] { ours.Contender, peer.Contender, "ratio" })
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        foreach (var (name, value, format) in Rows)
        {
            string Text(LoadResult result) => value(result).ToString(format, null);
            table.AddRow(peer is null
                ? [name, Text(ours)]
                : [name, Text(ours), Text(peer), value(peer) > 0 ? (value(ours) / value(peer)).ToString("0.00", null) : "-"]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        console.Write(table);
    }
}
