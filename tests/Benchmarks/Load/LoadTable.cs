using Spectre.Console;

namespace Serverless.Benchmarks.Load;

/// <summary>The results side by side.</summary>
internal static class LoadTable
{
    private static readonly (string Name, Func<LoadResult, double?> Value, string Format)[] Rows =
    [
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
        ("storage's processor time until stored, µs per webhook", result => result.Stored?.StorageProcessor.TotalMicroseconds, "0"),
    ];

    /// <param name="door">The answering alone.</param>
    /// <param name="peer">Null if only this app was measured.</param>
    public static void Print(LoadResult door, LoadResult ours, LoadResult? peer)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("");
        foreach (var name in peer is null ? [door.Contender, ours.Contender] : new[] { door.Contender, ours.Contender, peer.Contender, "app / peer" })
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        foreach (var (name, value, format) in Rows)
        {
            List<string> cells = [name, Text(value(door), format), Text(value(ours), format)];
            if (peer is not null)
            {
                cells.Add(Text(value(peer), format));
                cells.Add(Text(value(ours) / value(peer), "0.00"));
            }

            table.AddRow([.. cells]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        console.Write(table);
    }

    private static string Text(double? value, string format) => value?.ToString(format, null) ?? "-";
}
