using System.Text.Json;
using Serverless.Cli;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>One use of the command line, in this process.</summary>
internal sealed record ToolRun(ExitCode Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);

    public IReadOnlyList<JsonElement> JsonLines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    public static Task<ToolRun> Of(params string[] arguments) => Of(new Surroundings(), arguments);

    public static Task<ToolRun> Of(Surroundings surroundings, params string[] arguments) =>
        Of(surroundings, TestContext.Current.CancellationToken, arguments);

    public static async Task<ToolRun> Of(Surroundings surroundings, CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(arguments, surroundings, output, error, cancellation);
        return new ToolRun((ExitCode)code, output.ToString(), error.ToString());
    }
}

internal static class Operator
{
    /// <summary>Somebody at a keyboard who knows the settings of the app.</summary>
    /// <param name="changed">Settings that they know otherwise.</param>
    public static Surroundings Surroundings(this TestStack stack, params (string Name, string Value)[] changed)
    {
        var environment = new Dictionary<string, string>(stack.Settings) { ["SERVERLESS_URL"] = $"{stack.App.Http.BaseAddress}" };
        foreach (var (name, value) in changed)
        {
            environment[name] = value;
        }

        return new Surroundings { Environment = environment, PollEvery = TimeSpan.FromMilliseconds(30) };
    }

    public static Task<ToolRun> Tool(this TestStack stack, params string[] arguments) => ToolRun.Of(stack.Surroundings(), arguments);
}
