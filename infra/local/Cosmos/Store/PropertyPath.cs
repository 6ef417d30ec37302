using System.Text;
using System.Text.Json;

namespace Local.Cosmos.Store;

/// <summary>
/// Paths as partition keys and indexing policies write them: <c>/a/b</c>, <c>/"any name"/c</c>, <c>/a/[]/?</c>, <c>/*</c>.
/// </summary>
internal static class PropertyPath
{
    /// <summary>One step: the name of a property, or one of the signs <c>[]</c>, <c>?</c>, <c>*</c> when not quoted.</summary>
    public readonly record struct Step(string Name, bool Quoted)
    {
        public bool IsElements => !Quoted && Name == "[]";

        public bool IsScalar => !Quoted && Name == "?";

        public bool IsSubtree => !Quoted && Name == "*";

        public bool IsProperty => !IsElements && !IsScalar && !IsSubtree;
    }

    public static List<Step> Parse(string path)
    {
        var steps = new List<Step>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at++] != '/')
            {
                throw Malformed(path);
            }

            steps.Add(at < path.Length && path[at] == '"' ? Quoted(path, ref at) : Bare(path, ref at));
        }

        return steps.Count > 0 ? steps : throw Malformed(path);
    }

    /// <summary>The steps of a path that may name properties only.</summary>
    public static string[] Names(string path, string what)
    {
        var steps = Parse(path);
        return steps.TrueForAll(step => step.IsProperty)
            ? steps.ConvertAll(step => step.Name).ToArray()
            : throw RequestRefusedException.BadRequest($"The {what} path '{path}' may name properties only.");
    }

    /// <summary>The value at a path; <c>default</c>, whose kind is Undefined, when there is none.</summary>
    public static JsonElement Find(JsonElement value, string[] path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    }

    private static Step Bare(string path, ref int at)
    {
        var end = path.IndexOf('/', at);
        end = end < 0 ? path.Length : end;
        var name = path[at..end];
        at = end;
        return name.Length > 0 && !name.Contains('"') ? new Step(name, Quoted: false) : throw Malformed(path);
    }

    private static Step Quoted(string path, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < path.Length && path[at] != '"'; at++)
        {
            at += path[at] == '\\' && at + 1 < path.Length ? 1 : 0;
            name.Append(path[at]);
        }

        return at++ < path.Length ? new Step(name.ToString(), Quoted: true) : throw Malformed(path);
    }

    private static RequestRefusedException Malformed(string path) =>
        RequestRefusedException.BadRequest($"The path '{path}' is malformed: expected steps such as /name, /\"any name\", /[], /? or /*.");
}
