using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Support;

/// <summary>An operation as the API's description has it.</summary>
internal sealed record DescribedOperation(string Verb, string Path, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    public JsonObject Answers => Json["responses"]!.AsObject();

    /// <summary>Of the refusals that it may answer.</summary>
    public IEnumerable<string> Codes => Answers.SelectMany(answer =>
        (answer.Value!["content"]?["application/problem+json"]?["examples"]?.AsObject() ?? []).Select(problem => problem.Key));

    public bool Serves(string verb, string path) =>
        Verb == verb && Regex.IsMatch(path, $"^/api{Regex.Replace(Regex.Escape(Path), @"\\\{\w+}", "[^/]+")}$");

    /// <summary>An address of it, with ids that nobody has.</summary>
    public string Sample => "/api" + Path.Replace("{id}", "usr_00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{run}", "run_00000000000000000000000000", StringComparison.Ordinal);
}

/// <summary>Holds what the API answers against its own description, and remembers what it has seen.</summary>
internal sealed class DescribedApi(JsonObject document)
{
    /// <summary>Headers that are described; others are those of every answer.</summary>
    private static readonly string[] Headers = ["ETag", "Location", "Retry-After", "WWW-Authenticate"];

    private readonly SchemaCheck schemas = new(document);

    public IReadOnlyList<DescribedOperation> Operations { get; } =
        [.. from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select new DescribedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())];

    /// <summary>Codes of all refusals.</summary>
    public IEnumerable<string> Codes => document["components"]!["examples"]!.AsObject().Select(problem => problem.Key);

    /// <summary>Operations with the status they answered, and codes of refusals, alone and with the operation.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <summary>Everything in which answers were not as described.</summary>
    public List<string> Complaints { get; } = [];

    /// <returns>The answer.</returns>
    public ApiAnswer Check(string verb, string address, ApiAnswer answer)
    {
        var operation = Operations.Single(each => each.Serves(verb, address.Split('?')[0]));
        Seen.Add($"{operation.Id} {answer.Status}");
        if (answer.Text.Length > 0 && answer.Code is { } code)
        {
            Seen.Add(code);
            Seen.Add($"{operation.Id} {code}");
        }

        Complaints.AddRange(Wrong(operation, answer).Select(wrong =>
            $"{operation.Id} {answer.Status} {address[..Math.Min(60, address.Length)]}: {wrong}"));
        return answer;
    }

    private IEnumerable<string> Wrong(DescribedOperation operation, ApiAnswer answer)
    {
        if (operation.Answers[$"{answer.Status}"] is not JsonObject described)
        {
            return [$"is not described: {answer.Text}"];
        }

        var content = described["content"]?.AsObject();
        var headers = described["headers"]?.AsObject().Select(header => header.Key).ToHashSet() ?? [];
        var wrongHeaders = Headers
            .Where(header => answer.Headers.Contains(header) != headers.Contains(header))
            .Where(header => content?.Count is not 2 || !headers.Contains(header))   // a report and a refusal: not both have it
            .Select(header => $"{header} is {(headers.Contains(header) ? "described and not there" : "there and not described")}");
        return wrongHeaders.Concat(WrongBody(content, answer, operation.Verb == "HEAD"));
    }

    private IEnumerable<string> WrongBody(JsonObject? content, ApiAnswer answer, bool isHead)
    {
        if (content is null || answer.Text.Length == 0)
        {
            return answer.Text.Length == 0 && (content is null || isHead) ? [] : ["body is missing, or not described"];
        }

        var type = answer.ContentHeaders.ContentType?.MediaType ?? "";
        if (content[type] is not JsonObject described)
        {
            return [$"type '{type}' is not described"];
        }

        return type.EndsWith("json", StringComparison.Ordinal)
            ? schemas.Complaints(JsonNode.Parse(answer.Text), described["schema"]!.AsObject())
            : [];
    }
}
