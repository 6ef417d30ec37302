using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>What the code reads, the sample offers and the README explains are the same settings.</summary>
public sealed partial class SettingsAgreementTests
{
    /// <summary>Read by the Functions host, not by us.</summary>
    private static readonly string[] OfTheHost = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    private static readonly IReadOnlyList<string> Sample =
        [.. JsonElement.Parse(SourceTree.Read("local.settings.sample.json")).GetProperty("Values").EnumerateObject().Select(setting => setting.Name)];

    [Fact]
    public void Every_setting_the_code_reads_is_in_the_sample_and_every_other_is_the_hosts()
    {
        var read = SourceTree.Files("functions")
            .Where(file => file.EndsWith("Settings.cs", StringComparison.Ordinal))
            .SelectMany(file => Mentioned().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value))
            .Distinct();

        Assert.Equal(read.Concat(OfTheHost).Order(StringComparer.Ordinal), Sample.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_of_ours_is_explained_in_the_readme()
    {
        var readme = SourceTree.Read("README.md");

        Assert.All(Sample.Except(OfTheHost), name => Assert.Contains($"| `{name}` |", readme, StringComparison.Ordinal));
    }

    [GeneratedRegex("<c>((?:CLERK_|Cosmos__|ServiceBus|RECONCILE_|INVITATIONS_|DEAD_LETTERS_|WEBHOOK_)\\w*)</c>")]
    private static partial Regex Mentioned();
}
