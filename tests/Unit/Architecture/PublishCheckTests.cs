using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Tests.Peers;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>The script that looks through what was published, before it is deployed.</summary>
public sealed class PublishCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PublishCheckTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is run by bash, in workflows on Linux.");
        foreach (var file in new[]
        {
            "Serverless.Functions.dll", "Serverless.Functions.deps.json", "Serverless.Functions.runtimeconfig.json",
            "Microsoft.Azure.Cosmos.Client.dll", "Svix.dll", "Azure.Messaging.ServiceBus.dll", "Microsoft.Azure.Functions.Worker.dll",
            "Microsoft.Azure.Functions.Worker.Core.dll", "Microsoft.Azure.Functions.Worker.Grpc.dll", ".azurefunctions/any.dll",
        })
        {
            folder.Write(file, "");
        }

        folder.Write("host.json", SourceTree.Read("host.json"));
        folder.Write("worker.config.json", """{"description":{"defaultWorkerPath":"Serverless.Functions.dll"}}""");
        folder.Write("extensions.json", """{"extensions":[{"name":"ServiceBus"}]}""");
        folder.Write("functions.metadata", string.Join(' ', Functions().Select(name => $"\"name\": \"{name}\"")));
    }

    [Fact]
    public async Task Complete_folder_passes()
    {
        var (code, output) = await Check("azure");

        Assert.Equal((0, 1), (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Theory]
    [InlineData("host.json")]
    [InlineData("functions.metadata")]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    [InlineData("Serverless.Functions.dll")]
    [InlineData("Microsoft.Azure.Functions.Worker.Grpc.dll")]
    public async Task Missing_file_is_named(string file)
    {
        File.Delete(Path.Combine(folder.Path, file));

        await Refuses("azure", $"{file} is missing");
    }

    [Fact]
    public async Task Hidden_folder_that_was_lost_on_the_way_is_named()
    {
        Directory.Delete(Path.Combine(folder.Path, ".azurefunctions"), recursive: true);

        await Refuses("azure", ".azurefunctions is missing");
    }

    [Theory]
    [InlineData("local.settings.json")]
    [InlineData("bin/local.settings.sample.json")]
    [InlineData(".azure/dev/.env")]
    [InlineData("Local.Cosmos.dll")]
    [InlineData("xunit.v3.core.dll")]
    public async Task File_that_does_not_belong_there_is_named(string file)
    {
        folder.Write(file, "");

        await Refuses("azure", "does not belong there");
    }

    [Fact]
    public async Task Function_that_the_build_overlooked_is_named()
    {
        folder.Write("functions.metadata", string.Join(' ', Functions().Skip(1).Select(name => $"\"name\": \"{name}\"")));

        await Refuses("azure", $"functions.metadata does not say \"{Functions().First()}\"");
    }

    [Fact]
    public async Task Stand_ins_are_not_taken_for_the_real_packages()
    {
        File.Delete(Path.Combine(folder.Path, "Microsoft.Azure.Functions.Worker.Core.dll"));

        await Refuses("azure", "this is a stand-in");
        Assert.Equal(0, (await Check("local")).Code);
    }

    [Fact]
    public async Task Usage_is_told() => Assert.Equal(2, (await Check("elsewhere")).Code);

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string> Functions() => typeof(UserDocument).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
        .OfType<string>().Order(StringComparer.Ordinal);

    private async Task Refuses(string stack, string problem)
    {
        var (code, output) = await Check(stack);

        Assert.Equal(1, code);
        Assert.Contains(problem, output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> Check(string stack)
    {
        var outcome = await CommandLine.RunAsync("bash", SourceTree.Root, TimeSpan.FromMinutes(1), ".github/check-publish.sh", stack, folder.Path);
        return (outcome!.ExitCode, outcome.Output);
    }
}
