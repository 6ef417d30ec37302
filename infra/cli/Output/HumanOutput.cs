using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Serverless.Cli.Output;

/// <summary>Lines and tables for people. Redirected, a table is columns of plain text, however wide.</summary>
internal sealed class HumanOutput(TextWriter writer, bool isRedirected)
{
    /// <summary>Of a column in a table with lines: a line, and a space on either side.</summary>
    private const int Frame = 3;

    private readonly IAnsiConsole console = Console(writer, isRedirected);

    public void Line(string text = "") => writer.WriteLine(text);

    /// <summary>A line that begins with a word in colour, where there are colours.</summary>
    public void Line(string word, Color colour, string text)
    {
        console.Write(new Text(word, new Style(colour)));
        writer.WriteLine(text);
    }

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<IReadOnlyList<string>> all = [columns, .. rows];
        var widths = columns.Select((_, column) => all.Max(row => row[column].Length)).ToList();

        // A frame that does not fit would break ids into pieces, which nobody could copy.
        if (isRedirected || widths.Sum(width => width + Frame) + 1 > console.Profile.Width)
        {
            foreach (var row in all)
            {
                writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns([.. columns.Select(column => new TableColumn(new Text(column)))]);
        foreach (var row in all.Skip(1))
        {
            table.AddRow(row.Select(IRenderable (cell) => new Text(cell)));
        }

        console.Write(table);
    }

    /// <summary>A value as JSON names it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>In UTC, as logs and the other end have it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <param name="milliseconds">Since the Unix epoch.</param>
    public static string Time(long milliseconds) => Time(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    /// <summary>In its two largest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{(int)span.TotalDays} d {span.Hours} h",
        { TotalHours: >= 1 } => $"{span.Hours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
    };

    private static IAnsiConsole Console(TextWriter writer, bool isRedirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(writer),
    });
}
