using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Tests.Support;

/// <summary>Recorded events: the files under tests/Payloads.</summary>
internal static class Payloads
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Payloads");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    /// <summary>A recorded event with some members of its data replaced.</summary>
    public static string With(string name, params (string Member, JsonNode? Value)[] data)
    {
        var json = JsonNode.Parse(Text(name))!;
        foreach (var (member, value) in data)
        {
            json["data"]![member] = value;
        }

        return json.ToJsonString();
    }
}
