using Serverless.Cli;
using Serverless.Cli.Output;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class OutputTests
{
    [Fact]
    public async Task A_person_sees_a_table_and_a_file_gets_columns_of_plain_text()
    {
        var person = await ToolRun.Of(new Surroundings { IsRedirected = false }, "trigger", "--list");
        var file = await ToolRun.Of(new Surroundings(), "trigger", "--list");

        Assert.Contains("│", person.Output, StringComparison.Ordinal);
        Assert.Equal(15, file.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\nuser.created                     user-events\n", file.Output, StringComparison.Ordinal);
        Assert.All(file.Output, letter => Assert.InRange(letter, '\n', '~'));
    }

    [Fact]
    public void Nothing_is_wrapped_however_wide()
    {
        using var writer = new StringWriter();

        new HumanOutput(writer, isRedirected: true).Table(["one", "two"], [[new string('x', 5_000), "[red]y[/]"]]);

        Assert.Equal(2, writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("[red]y[/]", writer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25, "0.3 s")]
    [InlineData(59, "59 s")]
    [InlineData(420, "7 min 0 s")]
    [InlineData(3_661, "1 h 1 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void Spans_are_told_in_their_two_largest_units(double seconds, string words) =>
        Assert.Equal(words, HumanOutput.Span(TimeSpan.FromSeconds(seconds)));
}
