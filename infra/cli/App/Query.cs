namespace Serverless.Cli.App;

/// <summary>The query of an address. What is null is left out.</summary>
internal sealed class Query
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> parameters;

    public Query()
        : this([])
    {
    }

    private Query(IReadOnlyList<KeyValuePair<string, string>> parameters) => this.parameters = parameters;

    /// <summary>Also instead of one of the same name.</summary>
    public Query Add(string name, string? value) =>
        new([.. parameters.Where(parameter => parameter.Key != name), .. value is null ? [] : new[] { KeyValuePair.Create(name, value) }]);

    public override string ToString() => parameters.Count == 0
        ? ""
        : "?" + string.Join('&', parameters.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
}
