using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Operations.Status;
using Serverless.Tests.Support;
using Serverless.Tests.Support.Bicep;
using Xunit;

namespace Serverless.Tests.Unit.Infrastructure;

/// <summary>What the alert rules look for is what the app writes.</summary>
public sealed partial class AlertAgreementTests
{
    private static readonly BicepFile Alerts = Templates.Module("alerts");
    private static readonly List<object?> LogRules = Assert.IsType<List<object?>>(new BicepEvaluator(Alerts).Variable("logRules"));

    private static readonly HashSet<string> Functions =
    [
        .. typeof(StatusTimer).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>(),
    ];

    [Fact]
    public void Every_alert_of_the_runbook_is_found_by_the_rule_on_the_log_under_its_name()
    {
        var query = Query("app-says-alert");
        var begins = Begins().Match(query).Groups[1].Value;
        var split = new Regex(Extracts().Match(query).Groups[1].Value);

        Assert.All(StatusRules.Names, name =>
        {
            var line = LineOf(name);
            Assert.StartsWith(begins, line, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(name, split.Match(line).Groups[1].Value);
        });
        Assert.Contains($"SeverityLevel >= {(int)LogLevel.Error - 1} ", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_that_rules_and_workbook_name_exist()
    {
        var named = LogRules.Select(rule => (string)BicepEvaluator.At(rule, "query")!)
            .Append(SourceTree.Read("infra/modules/workbook.json").Replace("\\\"", "\"", StringComparison.Ordinal))
            .SelectMany(text => NamedFunction().Matches(text).Select(match => match.Groups[1].Value)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Functions));
    }

    [Fact]
    public void Thresholds_that_rules_read_are_the_parameters()
    {
        var read = Alerts.Declarations.SelectMany(declaration => declaration.Expressions).OfType<BicepMember>()
            .Where(member => member.Of is BicepName { Name: "thresholds" }).Select(member => member.Name).Distinct();
        var offered = (BicepObject)BicepParser.Parse("infra/main.bicep", Templates.Texts["infra/main.bicep"])["alertThresholds"].Value!;

        Assert.Equal(offered.Properties.Select(property => property.Key.Plain).Order(), read.Order());
    }

    [Fact]
    public void Every_alert_and_every_rule_is_a_row_of_the_readme()
    {
        var readme = SourceTree.Read("infra/README.md");
        var rules = LogRules.Concat(Assert.IsType<List<object?>>(new BicepEvaluator(Alerts).Variable("metricRules")))
            .Select(rule => (string)BicepEvaluator.At(rule, "name")!);

        Assert.All(StatusRules.Names.Concat(rules), name => Assert.Matches($@"(?m)^\|.*`{name}`.*\|$", readme));
    }

    [Fact]
    public void Workbook_is_json_and_says_where_each_item_looks()
    {
        var items = JsonElement.Parse(SourceTree.Read("infra/modules/workbook.json")).GetProperty("items").EnumerateArray().ToList();

        Assert.All(items.Skip(1), item => Assert.Matches("\\{(workspace|broker|store)\\}", item.ToString()));
    }

    private static string Query(string rule) =>
        (string)BicepEvaluator.At(LogRules.Single(other => BicepEvaluator.At(other, "name") is string name && name == rule), "query")!;

    private static string LineOf(string alert) => typeof(StatusTimer).GetMethod("LogAlert", BindingFlags.Instance | BindingFlags.NonPublic)!
        .GetCustomAttribute<LoggerMessageAttribute>()!.Message
        .Replace("{Alert}", alert, StringComparison.Ordinal).Replace("{Says}", "The store does not answer.", StringComparison.Ordinal);

    [GeneratedRegex("startswith \"([^\"]+)\"")]
    private static partial Regex Begins();

    [GeneratedRegex("extract\\(\"([^\"]+)\", 1, Message\\)")]
    private static partial Regex Extracts();

    [GeneratedRegex("Name == \"(\\w+)\"")]
    private static partial Regex NamedFunction();
}
