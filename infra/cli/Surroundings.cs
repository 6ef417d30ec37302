using System.Collections;
using System.Reflection;

namespace Serverless.Cli;

/// <summary>What the tool finds around it.</summary>
internal sealed record Surroundings
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Root of the repository the tool was built from; null if it is not there any more.</summary>
    public string? Repository { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether a file or a program reads the answer: no colours, nothing fitted to a window.</summary>
    public bool IsRedirected { get; init; } = true;

    /// <summary>Between two looks at a run that is going on.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    public static Surroundings OfThisProcess()
    {
        var root = typeof(Surroundings).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Root").Value!;
        return new Surroundings
        {
            Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!),
            Repository = Directory.Exists(root) ? root : null,
            IsRedirected = Console.IsOutputRedirected,
        };
    }
}
