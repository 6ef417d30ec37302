using System.Diagnostics;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>
/// The same queries once more with the query planner that the SDK carries for Linux: it holds the service's own parser, so a
/// query that only our parser accepts fails here, and what it makes of ordered and grouped queries is run as well.
/// </summary>
public sealed class QueryGrammarTests
{
    private const string NativePlanner = "AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX";

    [Fact]
    public async Task Queries_of_the_contract_pass_the_services_own_parser()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("COSMOS_CONTRACT_ENDPOINT") is { Length: > 0 })
        {
            Assert.Skip("The native planner is in the package for Linux only, and the contract is checked locally with it.");
        }

        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Serverless.Tests"))
        {
            ArgumentList = { "-class", typeof(QueryContractTests).FullName!, "-nocolor" },
            Environment = { [NativePlanner] = "true" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tests = Process.Start(start)!;
        var errors = tests.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(tests.ExitCode == 0, output + await errors);
        Assert.DoesNotContain("Total: 0,", output, StringComparison.Ordinal);
    }
}
