using System.CommandLine;
using System.Text.Json;
using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Cli.Settings;

namespace Serverless.Cli;

/// <summary>One use of a command: what was given, where the answer goes, and the app.</summary>
internal sealed class Call(ParseResult parsed, Tool tool) : IDisposable
{
    private AppClient? app;

    public Surroundings Surroundings => tool.Surroundings;

    public TimeProvider Clock => tool.Surroundings.Clock;

    public bool IsJson => parsed.GetValue(tool.Json);

    public AppAddress Address => field ??= AppAddress.Of(parsed.GetValue(tool.Url), parsed.GetValue(tool.Key), tool.Surroundings);

    public AppClient App => app ??= new AppClient(Address, TimeSpan.FromSeconds(parsed.GetValue(tool.Timeout)));

    /// <summary>For people, on standard output.</summary>
    public HumanOutput Human => field ??= new HumanOutput(parsed.InvocationConfiguration.Output, Surroundings.IsRedirected);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The app's settings as far as they are known here.</summary>
    public KnownSettings Settings(Option<FileInfo?> file) => KnownSettings.Find(parsed.GetValue(file), Address, Surroundings);

    /// <summary>Progress and errors, on standard error.</summary>
    public void Tell(string line) => parsed.InvocationConfiguration.Error.WriteLine(line);

    /// <summary>One JSON document.</summary>
    public void Print<T>(T value) => parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(value, JsonOutput.Document));

    /// <summary>One of several, each on a line.</summary>
    public void PrintLine<T>(T value) => parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(value, JsonOutput.Line));

    /// <summary>What the app answered: as it is, or in words.</summary>
    public void Show<T>(AppAnswer<T> answer, Action<T, HumanOutput> inWords)
    {
        if (IsJson)
        {
            Print(answer.Json);
        }
        else
        {
            inWords(answer.Value, Human);
        }
    }

    public void Dispose() => app?.Dispose();
}
