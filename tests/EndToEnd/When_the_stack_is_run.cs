using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>What a person sees who types the command.</summary>
public sealed class When_the_stack_is_run
{
    [Fact]
    public async Task Help_names_every_option()
    {
        var help = await Command.Stack("--help");

        Assert.Equal(0, help.ExitCode);
        Assert.All(["--demo", "--verbose", "--app-port", "--service-bus-port", "--cosmos-port", "--clerk-port", "--control-port", "--instances", "--state", "--fresh", "send"], option =>
            Assert.Contains(option, help.All, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--dmeo")]
    [InlineData("--app-port", "70000")]
    [InlineData("--app-port", "seven")]
    [InlineData("--instances", "0")]
    [InlineData("send")]
    [InlineData("send", "no-such-file.json")]
    public async Task Wrong_command_line_says_what_is_wrong_and_exits_with_1(params string[] arguments)
    {
        var wrong = await Command.Stack(arguments);

        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains(arguments[^1], wrong.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cosmos-port")]
    [InlineData("--service-bus-port")]
    [InlineData("--app-port")]
    [InlineData("--clerk-port")]
    [InlineData("--control-port")]
    public async Task Port_that_is_taken_is_named(string option)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = ((IPEndPoint)holder.LocalEndpoint).Port;
        var free = global::Local.Stack.Ports.Free();
        var ports = new Dictionary<string, int>
        {
            ["--cosmos-port"] = free.Cosmos,
            ["--service-bus-port"] = free.ServiceBus,
            ["--app-port"] = free.Apps[0],
            ["--clerk-port"] = free.Clerk,
            ["--control-port"] = free.Control,
            [option] = taken,
        };

        var refused = await Command.Stack([.. ports.SelectMany(port => new[] { port.Key, $"{port.Value}" })]);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"{taken}", refused.All, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.All, StringComparison.Ordinal);
    }
}
