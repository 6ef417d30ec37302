using System.CommandLine;
using Serverless.Cli;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class ExitCodeTests
{
    /// <summary>Where nobody listens.</summary>
    private static readonly Surroundings Alone = new()
    {
        Environment = new Dictionary<string, string> { ["SERVERLESS_URL"] = "http://127.0.0.1:1" },
    };

    public static TheoryData<string> Commands() => [.. PathsOf(CommandLine.Create(new Surroundings()), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command_names_every_exit_code(string command)
    {
        var run = await ToolRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(ExitCode.AllWell, run.Code);
        Assert.All(ExitCodes.All, each => Assert.Contains($"  {(int)each.Code,-3}  {each.Meaning}", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_exit_code_has_a_meaning() => Assert.Equal(Enum.GetValues<ExitCode>(), ExitCodes.All.Select(each => each.Code));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("why")]
    [InlineData("trigger")]
    [InlineData("trigger user.nonsense --secret whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("trigger user.created")]
    [InlineData("trigger user.created --count 0")]
    [InlineData("trigger user.created --secret sk_live")]
    [InlineData("verify no-such-file --secret whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("doctor --settings no-such-file")]
    [InlineData("dead-letters redrive")]
    [InlineData("dead-letters redrive --dry-run")]
    [InlineData("dead-letters redrive --queue nonsense")]
    [InlineData("dead-letters redrive --letter nonsense")]
    [InlineData("dead-letters redrive --older-than 0")]
    [InlineData("dead-letters discard --all")]
    [InlineData("reconcile runs --timeout 0")]
    [InlineData("reconcile runs --url nonsense")]
    [InlineData("drift --kind nonsense")]
    public async Task Wrong_usage_is_2_and_nothing_on_standard_output(string command)
    {
        var run = await ToolRun.Of(Alone, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((ExitCode.WrongUsage, ""), (run.Code, run.Output));
        Assert.NotEqual("", run.Error);
    }

    [Theory]
    [InlineData("why usr_1")]
    [InlineData("dead-letters list --json")]
    [InlineData("dead-letters redrive --all")]
    [InlineData("reconcile start")]
    [InlineData("drift")]
    [InlineData("trigger user.created --secret whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    public async Task An_app_that_cannot_be_reached_is_3_and_how_to_start_one_is_told(string command)
    {
        var run = await ToolRun.Of(Alone, command.Split(' '));

        Assert.Equal((ExitCode.Unreachable, ""), (run.Code, run.Output));
        Assert.Contains("infra/local/Stack", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_never_repeated()
    {
        var keyInEnvironment = new Dictionary<string, string>(Alone.Environment) { ["SERVERLESS_KEY"] = "key-of-the-environment" };
        var commands = new[] { "why --help", "why usr_1", "why usr_1 --key key-that-was-given", "why --key key-that-was-given too many" };

        var runs = await Task.WhenAll(commands.Select(command => ToolRun.Of(new Surroundings { Environment = keyInEnvironment }, command.Split(' '))));

        Assert.All(runs, run => Assert.DoesNotContain("key-", run.Output + run.Error, StringComparison.Ordinal));
    }

    private static IEnumerable<string> PathsOf(Command command, string path) =>
        command.Subcommands.SelectMany(each => PathsOf(each, $"{path} {each.Name}".Trim())).Prepend(path);
}
