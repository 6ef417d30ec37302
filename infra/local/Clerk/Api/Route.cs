using System.Diagnostics.CodeAnalysis;
using Local.Clerk.Http;

namespace Local.Clerk.Api;

/// <summary>An operation of the API.</summary>
internal sealed class Route
{
    private readonly string[] segments;

    /// <param name="method">Upper-case.</param>
    /// <param name="template">As in Clerk's description of the API, without <c>/v1</c>, such as <c>/users/{user_id}</c>.</param>
    /// <param name="answer">Carries it out.</param>
    /// <param name="parameters">Query parameters it knows.</param>
    public Route(string method, string template, Func<Call, ApiResponse> answer, params string[] parameters)
    {
        Method = method;
        Template = template;
        Answer = answer;
        Parameters = parameters;
        segments = template.Split('/')[1..];
    }

    public string Method { get; }

    public string Template { get; }

    public Func<Call, ApiResponse> Answer { get; }

    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Parameters that the description does not have for this operation but Clerk's SDK sends all the same.</summary>
    public IReadOnlyList<string> Tolerated { get; init; } = [];

    /// <summary>What limits it besides the limit of the instance.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>Whether it counts towards the limit of the instance.</summary>
    public bool IsLimited { get; init; } = true;

    /// <summary>What it is called in metrics.</summary>
    public string Name => $"{Method} {ClerkApi.Root}{Template}";

    /// <param name="path">Decoded segments behind <c>/v1</c>.</param>
    /// <param name="arguments">What stands in the place of the template's placeholders.</param>
    public bool Matches(IReadOnlyList<string> path, [NotNullWhen(true)] out IReadOnlyList<string>? arguments)
    {
        arguments = null;
        if (path.Count != segments.Length)
        {
            return false;
        }

        var found = new List<string>();
        for (var at = 0; at < segments.Length; at++)
        {
            if (segments[at][0] == '{')
            {
                found.Add(path[at]);
            }
            else if (segments[at] != path[at])
            {
                return false;
            }
        }

        arguments = found;
        return true;
    }
}

/// <summary>A request as the operation sees it.</summary>
/// <param name="Request">As it came.</param>
/// <param name="Arguments">Of the path.</param>
/// <param name="Query">Its parameters.</param>
/// <param name="Shows">Whether a fault leaves this id in lists.</param>
internal sealed record Call(LoopbackRequest Request, IReadOnlyList<string> Arguments, Parameters Query, Func<string, bool> Shows)
{
    /// <summary>The first argument of the path.</summary>
    public string Id => Arguments[0];

    /// <exception cref="ClerkRefusedException">It is not a JSON object.</exception>
    public Body Body() => Api.Body.Parse(Request.Body);
}
