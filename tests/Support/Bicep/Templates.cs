namespace Serverless.Tests.Support.Bicep;

/// <summary>The templates of this repository.</summary>
internal static class Templates
{
    /// <summary>All of them, and the parameters, by their name relative to the root.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = SourceTree.Files("infra", "*.bicep")
        .Append("infra/main.parameters.json")
        .ToDictionary(file => file, SourceTree.Read);

    public static BicepFile Module(string name, string? text = null)
    {
        var file = $"infra/modules/{name}.bicep";
        return BicepParser.Parse(file, text ?? Texts[file]);
    }

    /// <summary>All of them with one change to one of them.</summary>
    public static Dictionary<string, string> With(string file, string old, string changed) =>
        new(Texts) { [file] = Changed(file, old, changed) };

    /// <exception cref="ArgumentException">What is to be changed is not there, or there more than once.</exception>
    public static string Changed(string file, string old, string changed) => Texts[file].Split(old) is [var before, var after]
        ? before + changed + after
        : throw new ArgumentException($"'{old}' is not there once in {file}.", nameof(old));
}
