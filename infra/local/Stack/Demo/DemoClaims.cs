using Spectre.Console;

namespace Local.Stack.Demo;

/// <summary>What the demo claims, printed with whether it was observed.</summary>
internal sealed class DemoClaims(IAnsiConsole console)
{
    private int failures;
    private string? document;

    public void Chapter(string markup)
    {
        console.MarkupLine(markup);
        console.WriteLine();
        document = null;
    }

    /// <param name="answer">What was answered to it.</param>
    /// <param name="after">The document it is about, as it is now; what changed in it is shown.</param>
    public void Claim(string what, string answer, string claimed, bool observed, string? after)
    {
        failures += observed ? 0 : 1;
        console.MarkupLineInterpolated($"  {(observed ? "✓" : "✗")} {answer}  {what,-44} {claimed}");
        foreach (var line in DocumentText.Changes(document, after))
        {
            console.WriteLine($"           {line}", new Style(Color.Grey));
        }

        document = after;
    }

    /// <returns>True if everything claimed was observed.</returns>
    public bool Verdict()
    {
        console.WriteLine();
        console.MarkupLine(failures == 0
            ? "[green]Everything claimed was observed.[/]"
            : $"[red]{failures} claim(s) not observed.[/]");
        return failures == 0;
    }
}
