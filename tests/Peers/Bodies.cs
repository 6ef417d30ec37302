namespace Serverless.Tests.Peers;

/// <summary>What gets signed: every recorded payload, and a few bodies at the edges.</summary>
internal static class Bodies
{
    public const string Empty = "(empty)";

    private static readonly Dictionary<string, string> bodies = Read();

    public static IEnumerable<string> Names => bodies.Keys.Order(StringComparer.Ordinal);

    public static string Get(string name) => bodies[name];

    private static Dictionary<string, string> Read()
    {
        var recorded = Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Payloads"), "*.json")
            .ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
        recorded[Empty] = "";
        recorded["(unicode)"] = """{ "text": "é ß Ł 漢字 שלום 👩‍🚀 \u0000 \u2028" }""" + "\r\n\t";
        recorded["(20 KB)"] = $$"""{ "text": "{{new string('x', 20 * 1024)}}" }""";
        return recorded;
    }
}
