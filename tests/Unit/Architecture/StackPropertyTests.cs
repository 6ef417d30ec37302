using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

public sealed class StackPropertyTests
{
    /// <summary>What this app was asked to be built from.</summary>
    private static readonly string[] Asked =
    [
        "Azure.Messaging.ServiceBus", "Microsoft.Azure.Cosmos", "Microsoft.Azure.Functions.Worker",
        "Microsoft.Azure.Functions.Worker.Extensions.Http", "Svix",
    ];

    [Fact]
    public async Task Azure_stack_names_the_vendors_packages_and_no_local_project()
    {
        var items = await Items("azure");

        Assert.Empty(items.GetProperty("ProjectReference").EnumerateArray());
        Assert.Equal(
            [
                "Azure.Identity", "Azure.Messaging.ServiceBus", "Microsoft.Azure.Cosmos", "Microsoft.Azure.Functions.Worker",
                "Microsoft.Azure.Functions.Worker.Extensions.Http", "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus",
                "Microsoft.Azure.Functions.Worker.Extensions.Timer", "Microsoft.Azure.Functions.Worker.Sdk",
                "Microsoft.Extensions.Caching.Memory", "Newtonsoft.Json", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
                "OpenTelemetry.Extensions.Hosting", "Polly.Core", "Svix",
            ],
            Identities(items, "PackageReference"));
    }

    [Fact]
    public async Task Local_stack_names_the_same_packages_or_a_stand_in_for_them()
    {
        var items = await Items("local");

        Assert.Equal(
            [
                "Azure.Identity", "Microsoft.Azure.Cosmos", "Newtonsoft.Json", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
                "OpenTelemetry.Extensions.Hosting", "Polly.Core",
            ],
            Identities(items, "PackageReference"));
        Assert.Equal(["Client", "FunctionsHost", "Svix"], items.GetProperty("ProjectReference").EnumerateArray()
            .Select(project => project.GetProperty("Filename").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_package_of_the_azure_stack_has_one_version_for_all()
    {
        var packages = Identities(await Items("azure"), "PackageReference").ToList();
        var versions = XDocument.Parse(SourceTree.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

        Assert.Subset(packages.ToHashSet(), Asked.ToHashSet());
        Assert.All(packages, package => Assert.Matches(@"^\d+\.\d+\.\d+$", versions[package]));
        Assert.Equal("3.2.2", versions["xunit.v3"]);
    }

    /// <summary>azd publishes without a word about stacks and profiles.</summary>
    [Fact]
    public async Task What_is_published_is_the_azure_stack_compiled_ahead_for_its_platform()
    {
        var published = await Properties("-p:_IsPublishing=true", "-p:Configuration=Release");
        var built = await Properties("-p:Configuration=Release");
        var publishedLocally = await Properties("-p:_IsPublishing=true", "-p:Stack=local");

        Assert.Equal(("azure", "linux-x64", "true", "false"), published);
        Assert.Equal(("local", "", "", "false"), built);
        Assert.Equal(built, publishedLocally);
    }

    [Fact]
    public async Task Stacks_are_built_apart()
    {
        var local = await Ask("-p:Stack=local", "-getProperty:OutputPath,ProjectAssetsFile");
        var azure = await Ask("-p:Stack=azure", "-getProperty:OutputPath,ProjectAssetsFile");

        Assert.NotEqual(local.GetProperty("ProjectAssetsFile").GetString(), azure.GetProperty("ProjectAssetsFile").GetString());
        Assert.NotEqual(local.GetProperty("OutputPath").GetString(), azure.GetProperty("OutputPath").GetString());
    }

    /// <summary>Worker.Sdk makes a project below our folders, whose packages and warnings are not ours.</summary>
    [Fact]
    public async Task Project_that_the_worker_makes_is_none_of_ours()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(SourceTree.Root, file), Path.Combine(folder.Path, file));
        }

        var project = Path.Combine(folder.Path, "WorkerExtensions.csproj");
        await File.WriteAllTextAsync(project, """<Project Sdk="Microsoft.NET.Sdk" />""", TestContext.Current.CancellationToken);
        var properties = (await Run(project, "-p:Stack=azure", "-getProperty:TreatWarningsAsErrors,ManagePackageVersionsCentrally,BaseOutputPath"))
            .GetProperty("Properties");

        Assert.NotEqual("true", properties.GetProperty("TreatWarningsAsErrors").GetString());
        Assert.NotEqual("true", properties.GetProperty("ManagePackageVersionsCentrally").GetString());
        Assert.DoesNotContain("azure", properties.GetProperty("BaseOutputPath").GetString()!, StringComparison.Ordinal);
    }

    private static async Task<(string? Stack, string? Platform, string? IsCompiledAhead, string? IsSelfContained)> Properties(params string[] arguments)
    {
        var properties = await Ask([.. arguments, "-getProperty:Stack,RuntimeIdentifier,PublishReadyToRun,SelfContained"]);
        return (Value("Stack"), Value("RuntimeIdentifier"), Value("PublishReadyToRun"), Value("SelfContained"));

        string? Value(string name) => properties.GetProperty(name).GetString();
    }

    private static async Task<JsonElement> Ask(params string[] arguments) =>
        (await Run(Path.Combine(SourceTree.Root, "functions"), arguments)).GetProperty("Properties");

    private static IEnumerable<string> Identities(JsonElement items, string kind) => items.GetProperty(kind).EnumerateArray()
        .Select(item => item.GetProperty("Identity").GetString()!).Order(StringComparer.Ordinal);

    private static async Task<JsonElement> Items(string stack) =>
        (await Run(Path.Combine(SourceTree.Root, "functions"), $"-p:Stack={stack}", "-getItem:PackageReference,ProjectReference")).GetProperty("Items");

    private static async Task<JsonElement> Run(string project, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, .. arguments]) { RedirectStandardOutput = true };
        // Set where a deployment is made, and a property of every build then.
        start.Environment.Remove("Stack");
        using var msbuild = Process.Start(start)!;
        var output = await msbuild.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await msbuild.WaitForExitAsync(TestContext.Current.CancellationToken);
        return JsonElement.Parse(output);
    }
}
