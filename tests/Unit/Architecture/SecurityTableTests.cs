using System.Text.RegularExpressions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>What is said to stop somebody is shown by a test that there is.</summary>
public sealed partial class SecurityTableTests
{
    private static readonly List<Match> Rows = [.. Row().Matches(SourceTree.Read("infra/SECURITY.md")).Cast<Match>()];

    private static readonly HashSet<string> Tests =
    [
        .. typeof(SecurityTableTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => $"{type.Name}.{method.Name}")),
    ];

    [Fact]
    public void Every_row_is_shown_by_a_test() =>
        Assert.All(Rows, row => Assert.Contains(row.Groups["test"].Value, Tests));

    [Fact]
    public void Every_line_of_the_table_is_such_a_row()
    {
        var lines = SourceTree.Read("infra/SECURITY.md").Split('\n').Count(line => line.StartsWith('|'));

        Assert.Equal(lines - 2, Rows.Count);
    }

    [Fact]
    public void Test_that_there_is_not_would_be_missed() =>
        Assert.DoesNotContain($"{nameof(SecurityTableTests)}.{nameof(Row)}", Tests);

    [GeneratedRegex(@"^\| [^|`]+ \| [^|]+ \| [^|]+ \| `(?<test>\w+\.\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
