using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Platform.Ids;

namespace Serverless.Platform.Http;

/// <summary>One parameter of a query. What describes it also decides which values it accepts.</summary>
public sealed class QueryParameter
{
    private readonly JsonObject schema;
    private readonly Func<string, bool> accepts;

    private QueryParameter(string name, string description, string expected, JsonObject schema, Func<string, bool> accepts)
    {
        Name = name;
        Description = description;
        Expected = expected;
        this.schema = schema;
        this.accepts = accepts;
    }

    public string Name { get; }

    public string Description { get; }

    /// <summary>What a good value looks like, to go on from the name.</summary>
    public string Expected { get; }

    /// <param name="longest">In characters; an empty text is none.</param>
    public static QueryParameter Text(string name, int longest, string description, string expected) => new(
        name,
        description,
        expected,
        new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = longest },
        value => value.Length > 0 && value.Length <= longest);

    public static QueryParameter OneOf(string name, string description, params string[] values) => new(
        name,
        description,
        $"must be {string.Join(" or ", values)}.",
        new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]) },
        values.Contains);

    public static QueryParameter Number(string name, long least, long most, string description, long? unlessGiven = null)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
        if (unlessGiven is not null)
        {
            schema["default"] = unlessGiven;
        }

        return new QueryParameter(
            name,
            description,
            $"must be a number from {least} to {most}.",
            schema,
            value => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);
    }

    public static QueryParameter Id(string name, string prefix, string description, string expected) => new(
        name,
        description,
        expected,
        new JsonObject { ["type"] = "string", ["pattern"] = IdGenerator.PatternOf(prefix) },
        value => IdGenerator.IsId(prefix, value));

    public bool Accepts(string value) => accepts(value);

    public JsonObject Schema() => schema.DeepClone().AsObject();
}
