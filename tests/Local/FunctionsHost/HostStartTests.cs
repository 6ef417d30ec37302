using System.Net;
using System.Net.Sockets;
using Local.Stack;
using Serverless.Tests.EndToEnd;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>How the app's process ends when its host cannot start.</summary>
public sealed class HostStartTests : IDisposable
{
    private readonly StateFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task All_problems_of_the_host_are_one_message_and_exit_code_1()
    {
        var notAFolder = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(notAFolder, "", TestContext.Current.CancellationToken);

        var refused = await Run(
            ("AzureFunctionsJobHost__functionTimeout", "soon"),
            ("AzureFunctionsJobHost__extensions__http__maxOutstandingReqests", "1"),
            ("AzureWebJobsServiceBus", "no connection string"),
            ("LocalHostStateFolder", Path.Combine(notAFolder, "state")),
            ("LocalHostKeys", "maybe"),
            ("LocalHttpPort", "-1"),
            ("CORS", "*"),
            ("CORSCredentials", "true"));

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("The Functions host cannot start: 7 problem(s) to mend.", refused.Errors, StringComparison.Ordinal);
        Assert.All(
            ["functionTimeout", "maxOutstandingReqests", "AzureWebJobsServiceBus", "LocalHostStateFolder", "LocalHostKeys", "LocalHttpPort", "CORS"],
            name => Assert.Contains(name, refused.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_that_is_taken_is_named_and_exit_code_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Run(("LocalHttpPort", $"{port}"), ("LocalHostStateFolder", folder.Path));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"Port {port} is taken", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<Command> Run(params (string, string)[] changed) => Command.App(
    [
        .. StackSettings.Read(Ports.Free()).Values.Where(setting => !changed.Any(other => other.Item1 == setting.Key))
            .Select(setting => (setting.Key, setting.Value)),
        .. changed,
    ]);
}
