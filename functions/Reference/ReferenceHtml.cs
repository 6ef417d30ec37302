using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Reference;

/// <summary>Writes a description as HTML. Everything that comes from it is encoded.</summary>
internal sealed class ReferenceHtml(JsonObject document)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Samples samples = new(document);

    private IEnumerable<string> Chapters => document["tags"]!.AsArray().Select(tag => (string)tag!["name"]!);

    /// <summary>All of them, those of HEAD within those of GET.</summary>
    private IEnumerable<(string Path, string Verb, JsonObject Operation, JsonObject? Head)> Operations =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key != "head" || path.Value["get"] is null
        select (path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject(),
            operation.Key == "get" ? path.Value["head"]?.AsObject() : null);

    public string Render() => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(document["info"]!["title"])}: reference</title>
        <style>{ReferenceStyle.Css}</style>
        </head>
        <body>
        <nav aria-label="Contents">
        {Contents()}
        </nav>
        <main>
        <h1>{Text(document["info"]!["title"])}</h1>
        <p class="note">Version {Text(document["info"]!["version"])}. For programs: <a href="openapi.json">openapi.json</a>.</p>
        <p>{Text(document["info"]!["description"])}</p>
        {FirstSteps()}
        {Lines(Chapters.Select(Chapter))}
        <h2 id="shapes">Shapes</h2>
        {Lines(document["components"]!["schemas"]!.AsObject().Select(shape => Shape(shape.Key, shape.Value!.AsObject())))}
        <h2 id="problems">Problems</h2>
        <table>
        <tr><th>Code</th><th>Status</th><th>What it says</th></tr>
        {Lines(document["components"]!["examples"]!.AsObject().Select(ProblemRow))}
        </table>
        </main>
        </body>
        </html>
        """;

    private string Contents() => $"""
        <ul><li><a href="#first-steps"><strong>First steps</strong></a></li></ul>
        {Lines(Chapters.Select(chapter => $"""
            <strong>{Text(chapter)}</strong>
            <ul>{Lines(Of(chapter).Select(each => $"""<li><a href="#{Id(each.Operation)}">{Text(each.Operation["summary"])}</a></li>"""))}</ul>
            """))}
        <ul><li><a href="#shapes"><strong>Shapes</strong></a></li><li><a href="#problems"><strong>Problems</strong></a></li></ul>
        """;

    private static string FirstSteps() => $"""
        <h2 id="first-steps">First steps</h2>
        <p>With the local stack running, sign somebody up and take a session token of theirs, which is valid for an hour here. With
        <code>"role":"admin"</code> beside <code>"user"</code> they are an admin.</p>
        {Code("""
            API=http://localhost:7071/api
            CLERK=http://localhost:8083/_local
            curl -sd '{"email":"mara@people.example"}' $CLERK/users
            TOKEN=$(curl -sd '{"user":"mara@people.example","lifetime":3600}' $CLERK/tokens)
            curl -H "Authorization: Bearer $TOKEN" $API/me
            """)}
        <p>Elsewhere a front end has the token from Clerk: <code>await clerk.session.getToken()</code>. Whoever operates the app sends
        <code>x-functions-key</code> instead, below <code>$KEY</code>; here the app prints one when it starts.</p>
        """;

    private string Chapter(string name) => $"""
        <section aria-label="{Text(name)}">
        <h2>{Text(name)}</h2>
        {Lines(Of(name).Select(each => Article(each.Path, each.Verb, each.Operation, each.Head)))}
        </section>
        """;

    private string Article(string path, string verb, JsonObject operation, JsonObject? head) => $"""
        <article id="{Id(operation)}">
        <h3>{Text(operation["summary"])}</h3>
        <p class="address"><span class="verb">{Text(verb)}</span>{Text(path)}</p>
        <p class="who">{Text(Audience((string)operation["x-audience"]!))} <code>{Id(operation)}</code>{HeadNote(head)}</p>
        {Paragraph((string?)operation["description"])}
        {Section("Parameters", Fields(Parameters(operation).Select(Parameter)))}
        {Section("Body", BodyOf(operation))}
        {Section("Answers", Fields(operation["responses"]!.AsObject().Select(Answer)))}
        {Lines(operation["responses"]!.AsObject().Select(Example))}
        {Section("Try it", Code(Curl(path, verb, operation)))}
        </article>
        """;

    private static string HeadNote(JsonObject? head) =>
        head is null ? "" : $""" · <span id="{Id(head)}">HEAD answers the same without a body.</span> <code>{Id(head)}</code>""";

    private static string Audience(string audience) => audience switch
    {
        "anybody" => "For anybody.",
        "signed in" => "For whoever is signed in.",
        "operator" => "For holders of a function key.",
        "tenant" => "For whoever is signed in: in the active organization, if they are a member of it, else in their personal space.",
        "organization admin" => "For admins of the active organization.",
        _ => $"For whoever has the role {audience}.",
    };

    private string BodyOf(JsonObject operation) => JsonSchemaOf(operation["requestBody"]) is not { } schema ? ""
        : Paragraph((string?)schema["description"]) + Fields(FieldsOf(schema));

    private (string Term, string Text) Parameter(JsonObject parameter) => (
        $"<code>{Text(parameter["name"])}</code>{Type(parameter["schema"]!.AsObject())}",
        $"{Prose((string?)parameter["description"])} In the {Text(parameter["in"])}"
        + ((bool?)parameter["required"] == true ? "; required." : ".")
        + Bounds(parameter["schema"]!.AsObject()));

    private (string Term, string Text) Answer(KeyValuePair<string, JsonNode?> answer)
    {
        var schema = JsonSchemaOf(answer.Value);
        var headers = answer.Value!["headers"]?.AsObject().Select(header => $"<code>{Text(header.Key)}</code>") ?? [];
        var text = string.Join(' ', new[] { Prose((string?)answer.Value["description"]), string.Join(' ', headers) }.Where(part => part.Length > 0));
        return ($"<code>{Text(answer.Key)}</code>{(schema is null ? "" : Type(schema))}", text);
    }

    private string Example(KeyValuePair<string, JsonNode?> answer) => JsonSchemaOf(answer.Value) is not { } schema || schema["$ref"] is null
        ? ""
        : $"""
        <details><summary>Shape of {Text(answer.Key)}</summary>{Code(samples.Of(schema)!.ToJsonString(Readable))}</details>
        """;

    private string Shape(string name, JsonObject schema) => $"""
        <article id="shape-{Text(name)}">
        <h3>{Text(name)}</h3>
        {Paragraph((string?)schema["description"])}
        {(schema["properties"] is null ? $"<p>{Type(schema)}{Bounds(schema)}</p>" : Fields(FieldsOf(schema)))}
        </article>
        """;

    private IEnumerable<(string Term, string Text)> FieldsOf(JsonObject schema)
    {
        var resolved = Resolved(schema);
        var required = resolved["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        return (resolved["properties"]?.AsObject() ?? []).Select(field => (
            $"<code>{Text(field.Key)}</code>{Type(field.Value!.AsObject())}",
            string.Join(' ', new[]
            {
                Prose((string?)field.Value["description"] ?? (string?)Resolved(field.Value.AsObject())["description"]),
                required.Contains(field.Key) ? "" : "Optional.",
            }.Where(part => part.Length > 0)) + Bounds(field.Value.AsObject())));
    }

    private static string Type(JsonObject schema)
    {
        var name = schema["$ref"] is { } reference ? $"""<a href="#shape-{Text(Last(reference))}">{Text(Last(reference))}</a>"""
            : (string?)schema["type"] == "array" ? $"list of {Type(schema["items"]!.AsObject())}"
            : (string?)schema["format"] == "date-time" ? "time"
            : schema["type"] is { } type ? Text(type)
            : "anything";
        return $"""<span class="type">{name}</span>""";
    }

    private static string Bounds(JsonObject schema) => string.Concat(
        schema["enum"] is JsonArray values ? $" One of {string.Join(", ", values.Select(value => $"<code>{Text(value)}</code>"))}." : "",
        schema["pattern"] is { } pattern ? $" Matches <code>{Text(pattern)}</code>." : "",
        schema["minimum"] is { } least ? $" From {Text(least)} to {Text(schema["maximum"])}." : "",
        schema["maxLength"] is { } longest ? $" {Text(longest)} characters at most." : "",
        schema["default"] is { } unlessGiven ? $" Unless given: {Text(unlessGiven)}." : "");

    private string Curl(string path, string verb, JsonObject operation)
    {
        var parts = new List<string> { verb is "GET" ? "curl" : $"curl -X {verb}" };
        if (operation["security"]!.AsArray() is [JsonObject scheme, ..])
        {
            parts.Add(scheme.ContainsKey(ApiOperations.SessionScheme) ? "-H \"Authorization: Bearer $TOKEN\"" : "-H \"x-functions-key: $KEY\"");
        }

        foreach (var parameter in Parameters(operation).Where(parameter => (bool?)parameter["required"] == true))
        {
            var (name, value) = ((string)parameter["name"]!, samples.Of(parameter["schema"]!.AsObject())!.ToString());
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
            if ((string)parameter["in"]! == "header")
            {
                parts.Add($"-H '{name}: {value}'");
            }
        }

        if (JsonSchemaOf(operation["requestBody"]) is { } body)
        {
            parts.Add("-H 'Content-Type: application/json'");
            parts.Add($"-d '{samples.Of(body)!.ToJsonString()}'");
        }

        return string.Join(' ', parts.Append("$API" + path));
    }

    private IEnumerable<JsonObject> Parameters(JsonObject operation) =>
        (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolved(parameter!.AsObject()));

    /// <summary>Of a body or an answer in our own JSON; null if there is none.</summary>
    private static JsonObject? JsonSchemaOf(JsonNode? holder) => holder?["content"]?["application/json"]?["schema"]?.AsObject();

    private JsonObject Resolved(JsonObject node) => node["$ref"] is { } reference ? samples.Referred((string)reference!) : node;

    private IEnumerable<(string Path, string Verb, JsonObject Operation, JsonObject? Head)> Of(string chapter) =>
        Operations.Where(each => (string)each.Operation["tags"]![0]! == chapter);

    private static string ProblemRow(KeyValuePair<string, JsonNode?> problem) =>
        $"""<tr id="problem-{Text(problem.Key)}"><td><code>{Text(problem.Key)}</code></td>"""
        + $"<td>{Text(problem.Value!["value"]!["status"])}</td><td>{Text(problem.Value["summary"])}</td></tr>";

    private static string Fields(IEnumerable<(string Term, string Text)> fields) =>
        Lines(fields.Select(field => $"<div><dt>{field.Term}</dt><dd>{field.Text}</dd></div>")) is { Length: > 0 } rows ? $"<dl>{rows}</dl>" : "";

    private static string Section(string title, string content) => content.Length == 0 ? "" : $"<h4>{Text(title)}</h4>{content}";

    private string Paragraph(string? text) => text is null ? "" : $"<p>{Prose(text)}</p>";

    private static string Code(string text) => $"<pre><code>{Text(text)}</code></pre>";

    /// <summary>Words between backticks are code; that of a refusal leads to what it says.</summary>
    private string Prose(string? text) => string.Concat((text ?? "").Split('`').Select((part, i) => i % 2 == 0 ? Text(part)
        : document["components"]!["examples"]![part] is null ? $"<code>{Text(part)}</code>"
        : $"""<a href="#problem-{Text(part)}"><code>{Text(part)}</code></a>"""));

    private static string Id(JsonObject operation) => Text(operation["operationId"]);

    private static string Last(JsonNode reference) => ((string)reference!).Split('/')[^1];

    private static string Text(JsonNode? value) => Text(value?.ToString());

    private static string Text(string? value) => WebUtility.HtmlEncode(value) ?? "";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
