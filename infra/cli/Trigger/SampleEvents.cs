using System.Text.Json.Nodes;

namespace Serverless.Cli.Trigger;

/// <summary>Recorded events, one of each type; they are in the assembly.</summary>
internal static class SampleEvents
{
    private const string Prefix = "Events/";

    public static IReadOnlyList<string> Types { get; } =
    [
        .. typeof(SampleEvents).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="ToolException">There is none of this type.</exception>
    public static JsonObject Read(string type)
    {
        using var stream = typeof(SampleEvents).Assembly.GetManifestResourceStream(Prefix + type)
            ?? throw new ToolException(ExitCode.WrongUsage, $"There is no sample of '{type}'; --list shows which there are.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
