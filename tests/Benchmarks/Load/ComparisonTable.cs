using Spectre.Console;

namespace Serverless.Benchmarks.Load;

/// <summary>Results of one kind side by side, and what is how many times what.</summary>
internal sealed class ComparisonTable<T>(params (string Name, Func<T, double?> Value, string Format)[] rows)
    where T : class
{
    /// <param name="contenders">Those that were not measured are null and left out, and so are their ratios.</param>
    public void Print((string Name, T? Result)[] contenders, params (string Name, T? Result, T? To)[] ratios)
    {
        var measured = contenders.Where(contender => contender.Result is not null).ToList();
        var compared = ratios.Where(ratio => ratio is { Result: not null, To: not null }).ToList();
        var table = new Table().Border(TableBorder.Markdown).AddColumn("");
        foreach (var name in measured.Select(contender => contender.Name).Concat(compared.Select(ratio => ratio.Name)))
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        foreach (var (name, value, format) in rows)
        {
            table.AddRow(
            [
                name,
                .. measured.Select(contender => Text(value(contender.Result!), format)),
                .. compared.Select(ratio => Text(value(ratio.Result!) / value(ratio.To!), "0.00")),
            ]);
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
