using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>Describes functions, and remembers which refusals they have.</summary>
internal sealed partial class ApiOperations(JsonSchemas schemas)
{
    public const string SessionScheme = "session";
    public const string KeyScheme = "functionKey";
    public const string KeyInQueryScheme = "functionKeyInQuery";

    private readonly SortedDictionary<string, Problem> problems = new(StringComparer.Ordinal);

    /// <summary>Every refusal of the functions described so far, by code.</summary>
    public IReadOnlyDictionary<string, Problem> Problems => problems;

    /// <summary>The rooms of the app are the chapters of its description.</summary>
    public static string Chapter(HttpFunction function) => function.Method.DeclaringType!.Namespace!.Split('.')[1];

    /// <param name="verb">One of the function's, in upper case.</param>
    public JsonObject Describe(HttpFunction function, string verb)
    {
        var audience = AccessMiddleware.AudienceOf(function) ?? throw Missing(function, "audience");
        var summary = function.Method.GetCustomAttribute<SummaryAttribute>() ?? throw Missing(function, "summary");
        var operation = new JsonObject
        {
            // Ids are unique, and one function serves GET and HEAD.
            ["operationId"] = verb == "HEAD" && function.Verbs.Count > 1 ? function.Name + "Head" : function.Name,
            ["summary"] = summary.Text,
            ["tags"] = new JsonArray(Chapter(function)),
            ["x-audience"] = audience.Who,
            ["security"] = Security(audience),
        };
        var more = string.Join(' ', new[] { summary.More, (audience as PublicAttribute)?.Why }.OfType<string>());
        if (more.Length > 0)
        {
            operation["description"] = more;
        }

        if (Parameters(function) is { Count: > 0 } parameters)
        {
            operation["parameters"] = parameters;
        }

        if (Body(function.Method) is { } body)
        {
            operation["requestBody"] = body;
        }

        operation["responses"] = Answers(function, audience, withBodies: verb != "HEAD");
        return operation;
    }

    private JsonArray Parameters(HttpFunction function)
    {
        var method = function.Method;
        var inPath = method.GetCustomAttributes<TakesPathAttribute>().ToDictionary(parameter => parameter.Name);
        var parameters = new JsonArray();
        foreach (var name in RouteParameter().Matches(function.Route).Select(match => match.Groups[1].Value))
        {
            var parameter = inPath.GetValueOrDefault(name) ?? throw Missing(function, $"parameter '{name}' of the route");
            var schema = parameter.OrClerks ? new JsonObject { ["type"] = "string" } : schemas.OfId(parameter.Type);
            parameters.Add(Parameter("path", name, parameter.Description, schema, isRequired: true));
        }

        foreach (var parameter in method.GetCustomAttribute<TakesQueryAttribute>()?.Parameters.All ?? [])
        {
            parameters.Add(Parameter("query", parameter.Name, parameter.Description, parameter.Schema(), isRequired: false));
        }

        foreach (var header in method.GetCustomAttributes<TakesHeaderAttribute>())
        {
            parameters.Add(Parameter("header", header.Name, header.Description, new JsonObject { ["type"] = "string" }, isRequired: true));
        }

        if (method.IsDefined(typeof(TakesIfMatchAttribute)))
        {
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/If-Match" });
        }

        if (method.GetCustomAttributes<AnswersAttribute>().Any(answer => answer.Tagged))
        {
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/If-None-Match" });
        }

        return parameters;
    }

    private static JsonObject Parameter(string place, string name, string description, JsonObject schema, bool isRequired) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["description"] = description,
        ["required"] = isRequired,
        ["schema"] = schema,
    };

    private JsonObject? Body(MethodInfo method)
    {
        var foreign = method.GetCustomAttribute<TakesForeignAttribute>();
        var schema = foreign is not null ? new JsonObject { ["type"] = "object", ["description"] = foreign.Description }
            : method.GetCustomAttribute<TakesAttribute>() is { } takes ? schemas.OfBody(takes.Body)
            : null;
        return schema is null ? null : new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
        };
    }

    private JsonObject Answers(HttpFunction function, AudienceAttribute audience, bool withBodies)
    {
        var answers = new ApiAnswers(schemas, withBodies);
        foreach (var answer in function.Method.GetCustomAttributes<AnswersAttribute>())
        {
            answers.Add(answer);
        }

        if (audience is OperatorAttribute)
        {
            answers.AddMissingKey();
        }

        var refusals = function.Method.GetCustomAttributes<AnswersProblemsAttribute>().SelectMany(stated => stated.Problems)
            .Concat(FollowingProblems.Of(function, audience)).ToList();
        refusals.ForEach(Remember);
        answers.Add(refusals);
        return answers.Described;
    }

    private void Remember(Problem problem)
    {
        if (!problems.TryAdd(problem.Code, problem) && problems[problem.Code] != problem)
        {
            throw new InvalidOperationException($"Two different problems have the code '{problem.Code}'.");
        }
    }

    private static JsonArray Security(AudienceAttribute audience) => audience switch
    {
        InRoleAttribute { Role: var role } => [new JsonObject { [SessionScheme] = new JsonArray(role) }],
        SignedInAttribute => [new JsonObject { [SessionScheme] = new JsonArray() }],
        OperatorAttribute => [new JsonObject { [KeyScheme] = new JsonArray() }, new JsonObject { [KeyInQueryScheme] = new JsonArray() }],
        _ => [],
    };

    private static InvalidOperationException Missing(HttpFunction function, string what) => new($"'{function.Name}' states no {what}.");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex RouteParameter();
}
