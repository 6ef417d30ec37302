using System.Text.RegularExpressions;
using Serverless.Operations.Status;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

/// <summary>Whoever is woken by an alert finds its row, and each row is shown by a test that there is.</summary>
public sealed partial class RunbookTests
{
    private static readonly List<Match> Rows = [.. Row().Matches(SourceTree.Read("functions/Operations/README.md")).Cast<Match>()];

    [Fact]
    public void Every_alert_has_its_row_in_the_order_of_their_urgency() =>
        Assert.Equal(StatusRules.Names, Rows.Select(row => row.Groups["alert"].Value));

    [Fact]
    public void Every_row_is_shown_by_a_test()
    {
        var tests = typeof(RunbookTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();

        Assert.All(Rows, row => Assert.Contains(row.Groups["test"].Value, tests));
    }

    [GeneratedRegex(@"^\| `(?<alert>[a-z-]+)` \|.*\| `(?<test>\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
