using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>What one operation answers, by status.</summary>
/// <param name="withBodies">False for HEAD.</param>
internal sealed class ApiAnswers(JsonSchemas schemas, bool withBodies)
{
    private readonly SortedDictionary<string, JsonObject> answers = new(StringComparer.Ordinal);

    public JsonObject Described => new(answers.Select(answer => KeyValuePair.Create<string, JsonNode?>(answer.Key, answer.Value)));

    public void Add(AnswersAttribute answer)
    {
        var content = answer.Body is { } type ? Content("application/json", schemas.OfAnswer(type))
            : answer.ContentType is { } other ? Content(other, [])
            : null;
        var headers = new JsonObject();
        if (answer.Tagged)
        {
            headers["ETag"] = ComponentHeader("ETag");
            Add(304, "The caller has it already.", null, new JsonObject { ["ETag"] = ComponentHeader("ETag") });
        }

        if (answer.Location is not null)
        {
            headers["Location"] = ComponentHeader("Location");
        }

        var when = answer.When ?? ReasonPhrase(answer.Status);
        Add(answer.Status, answer.Location is null ? when : $"{when}. Location: {answer.Location}", content, headers);
    }

    public void AddMissingKey() => Add(401, "The function key is missing or not valid; nothing else is said.", null, []);

    public void Add(IEnumerable<Problem> problems)
    {
        foreach (var sameStatus in problems.DistinctBy(problem => problem.Code).GroupBy(problem => problem.Status))
        {
            var headers = new JsonObject();
            if (sameStatus.Any(problem => problem.RetryAfter is not null))
            {
                headers["Retry-After"] = ComponentHeader("Retry-After");
            }

            if (sameStatus.Any(problem => problem.Challenge is not null))
            {
                headers["WWW-Authenticate"] = ComponentHeader("WWW-Authenticate");
            }

            var codes = string.Join(", ", sameStatus.Select(problem => $"`{problem.Code}`"));
            Add(sameStatus.Key, $"{ReasonPhrase(sameStatus.Key)}: {codes}", Refusals([.. sameStatus]), headers);
        }
    }

    private void Add(int status, string description, JsonObject? content, JsonObject headers)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (!answers.TryGetValue(key, out var answer))
        {
            answers[key] = answer = new JsonObject { ["description"] = description };
        }
        else
        {
            answer["description"] = $"{answer["description"]} {description}";
        }

        Merge(answer, "headers", headers);
        Merge(answer, "content", withBodies && content is not null ? content : []);
    }

    private JsonObject Refusals(IReadOnlyList<Problem> problems)
    {
        var schema = schemas.OfAnswer(typeof(Problem));
        schema["properties"] = new JsonObject
        {
            ["code"] = new JsonObject { ["enum"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem.Code))]) },
        };
        var content = Content("application/problem+json", schema);
        content["application/problem+json"]!["examples"] = new JsonObject(problems.Select(problem => KeyValuePair.Create<string, JsonNode?>(
            problem.Code, new JsonObject { ["$ref"] = $"#/components/examples/{problem.Code}" })));
        return content;
    }

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject ComponentHeader(string name) => new() { ["$ref"] = $"#/components/headers/{name}" };

    private static void Merge(JsonObject answer, string member, JsonObject more)
    {
        if (more.Count > 0)
        {
            var all = answer[member]?.AsObject() ?? [];
            answer[member] = all;
            foreach (var (name, value) in more)
            {
                all[name] = value!.DeepClone();
            }
        }
    }

    private static string ReasonPhrase(int status)
    {
        // As RFC 9110 has them, where the library still has those of 1999.
        if (status is 413 or 414)
        {
            return status is 413 ? "Content Too Large" : "URI Too Long";
        }

        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return response.ReasonPhrase!;
    }
}
