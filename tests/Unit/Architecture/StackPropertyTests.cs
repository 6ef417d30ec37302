using System.Diagnostics;
using System.Text.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

public sealed class StackPropertyTests
{
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
                "Microsoft.Extensions.Caching.Memory", "Newtonsoft.Json", "Polly.Core", "Svix",
            ],
            Identities(items, "PackageReference"));
    }

    [Fact]
    public async Task Local_stack_names_the_same_packages_or_a_stand_in_for_them()
    {
        var items = await Items("local");

        Assert.Equal(["Azure.Identity", "Microsoft.Azure.Cosmos", "Newtonsoft.Json", "Polly.Core"], Identities(items, "PackageReference"));
        Assert.Equal(["Client", "FunctionsHost", "Svix"], items.GetProperty("ProjectReference").EnumerateArray()
            .Select(project => project.GetProperty("Filename").GetString()!).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Identities(JsonElement items, string kind) => items.GetProperty(kind).EnumerateArray()
        .Select(item => item.GetProperty("Identity").GetString()!).Order(StringComparer.Ordinal);

    private static async Task<JsonElement> Items(string stack)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", Path.Combine(SourceTree.Root, "functions"), $"-p:Stack={stack}", "-getItem:PackageReference,ProjectReference"])
        {
            RedirectStandardOutput = true,
        };
        using var msbuild = Process.Start(start)!;
        var output = await msbuild.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await msbuild.WaitForExitAsync(TestContext.Current.CancellationToken);
        return JsonElement.Parse(output).GetProperty("Items");
    }
}
