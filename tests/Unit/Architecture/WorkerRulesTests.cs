using System.Reflection;
using System.Text.RegularExpressions;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;
using Planted = Serverless.Tests.Unit.Architecture.PlantedFunctions.Planted;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>The app obeys what the real worker's build demands, also where that build cannot run.</summary>
public sealed class WorkerRulesTests
{
    private static readonly Assembly App = typeof(UserDocument).Assembly;

    /// <summary>What Microsoft.Extensions.Hosting, on which the worker is built, brings along; and the cache, which is a package of its own.</summary>
    private static readonly string[] OfTheHosting =
    [
        "Caching.Abstractions", "Caching.Memory", "Configuration", "Configuration.Abstractions", "Configuration.Binder", "Configuration.UserSecrets",
        "DependencyInjection", "DependencyInjection.Abstractions", "Diagnostics", "Diagnostics.Abstractions",
        "Hosting", "Hosting.Abstractions", "Logging", "Logging.Abstractions", "Options", "Primitives",
    ];

    [Fact]
    public void No_function_of_the_app_breaks_a_rule()
    {
        var written = SourceTree.Files("functions").Sum(file => Regex.Count(SourceTree.Read(file), @"^\s*\[Function\(", RegexOptions.Multiline));

        Assert.Equal(written, App.GetTypes().SelectMany(WorkerRules.FunctionsOf).Count());
        Assert.Empty(WorkerRules.Check(App.GetTypes()));
        Assert.All(App.GetTypes().SelectMany(WorkerRules.FunctionsOf), function => Assert.True(function.Method.DeclaringType!.IsVisible, function.Name));
    }

    [Theory]
    [InlineData("AZFW0001", nameof(Planted.InProcess))]
    [InlineData("AZFW0002", nameof(Planted.AsyncVoid))]
    [InlineData("AZFW0005", nameof(Planted.TwoBindings))]
    [InlineData("AZFW0007", nameof(Planted.TwoResponses))]
    [InlineData("AZFW0008", nameof(Planted.BatchOfOne))]
    [InlineData("AZFW0012", nameof(Planted.RetriedMessage))]
    [InlineData("AZFW0013", nameof(Planted.NullArgument))]
    [InlineData("AZFW0016", nameof(Planted.UnmarkedResponse))]
    [InlineData("AZFW0017", "first")]
    [InlineData("Executor", nameof(Planted.Hidden))]
    [InlineData("Executor", nameof(Planted.ByReference))]
    [InlineData("Host", nameof(Planted.NoTrigger))]
    [InlineData("Host", "1st")]
    [InlineData("Host", nameof(Planted.UnbatchedArray))]
    public void Planted_function_breaks_its_rule(string rule, string function) => Assert.Contains(
        WorkerRules.Check(typeof(Planted)),
        breach => (breach.Rule, breach.Function.ToUpperInvariant()) == (rule, function.ToUpperInvariant()));

    [Theory]
    [InlineData(nameof(Planted.RetriedTimer))]
    [InlineData(nameof(Planted.Batch))]
    [InlineData(nameof(Planted.MarkedResponse))]
    public void What_is_allowed_breaks_none(string function) =>
        Assert.DoesNotContain(WorkerRules.Check(typeof(Planted)), breach => breach.Function == function);

    [Fact]
    public void Each_breach_names_rule_and_function() =>
        Assert.All(WorkerRules.Check(typeof(Planted)), breach => Assert.Matches(@"^(AZFW\d{4}|Executor|Host) \w+: .+\.$", $"{breach}"));

    /// <summary>Locally the host brings the whole of ASP.NET along; in Azure only packages that are named, and what they need.</summary>
    [Fact]
    public void Every_extension_the_app_uses_comes_with_a_package_of_the_azure_stack()
    {
        var used = App.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(used);
        Assert.Subset(OfTheHosting.Select(name => $"Microsoft.Extensions.{name}").ToHashSet(), used.ToHashSet());
    }
}
