using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>
/// The part of the Functions host's admin API that is of use on one machine: who is there, start a function by hand, drain.
/// Everything but the ping asks for the master key.
/// </summary>
internal sealed class AdminEndpoints(
    FunctionCatalog functions, IEnumerable<FunctionListener> listeners, HostStatus status, DrainMode drain, FunctionInvoker invoker, HostKeys keys)
{
    private const string Prefix = "/admin";

    public static bool Owns(PathString path) => path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);

    public Task Answer(HttpContext http)
    {
        var (verb, path) = (http.Request.Method, http.Request.Path.Value![Prefix.Length..].Trim('/').ToLowerInvariant().Split('/'));
        if ((verb, path) is ("GET" or "POST", ["host", "ping"]))
        {
            return Task.CompletedTask;
        }

        if (!keys.Open(AuthorizationLevel.Admin, http.Request))
        {
            return Status(http, StatusCodes.Status401Unauthorized);
        }

        return (verb, path) switch
        {
            ("GET", ["host", "status"]) => Json(http, status.Describe()),
            ("POST", ["host", "drain"]) => Drain(http),
            ("GET", ["host", "drain", "status"]) => Json(
                http, new { state = drain.State.ToString(), outstandingInvocations = invoker.Outstanding, outstandingRetries = 0 }),
            ("POST", ["host", "resume"]) => Resume(http),
            ("GET", ["functions"]) => Json(http, functions.All.Select(function => FunctionDescription.Of(function, http.Request))),
            ("GET", ["functions", var name]) when functions.Find(name) is { } function => Json(http, FunctionDescription.Of(function, http.Request)),
            ("GET", ["functions", var name, "status"]) when functions.Find(name) is not null => Json(http, new { }),
            ("POST", ["functions", var name]) when functions.Find(name) is { } function => RunByHand(http, function),
            _ => Status(http, StatusCodes.Status404NotFound),
        };
    }

    private Task Drain(HttpContext http)
    {
        drain.Enable();
        return Status(http, StatusCodes.Status202Accepted);
    }

    private async Task Resume(HttpContext http)
    {
        await drain.Resume(http.RequestAborted);
        await Json(http, new { state = "Running" });
    }

    /// <summary>Answers before the function has run; how it went is in the log.</summary>
    private async Task RunByHand(HttpContext http, FunctionDescriptor function)
    {
        if (await Input(http) is not { } input)
        {
            await Refuse(http, "The body must be {\"input\":\"...\"}.");
        }
        else if (listeners.FirstOrDefault(listener => listener.Function == function) is not { } listener)
        {
            await Refuse(http, $"The local host runs an HTTP function only by its route: {function.Name}.");
        }
        else
        {
            _ = Task.Run(() => listener.RunByHand(input));
            await Status(http, StatusCodes.Status202Accepted);
        }
    }

    private static async Task<string?> Input(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return body.RootElement is { ValueKind: JsonValueKind.Object } json
                && json.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.String
                ? input.GetString()
                : null;
        }
        catch (Exception wrong) when (wrong is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static Task Status(HttpContext http, int code)
    {
        http.Response.StatusCode = code;
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext http, string why)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsync(why);
    }

    private static Task Json<T>(HttpContext http, T value) => http.Response.WriteAsJsonAsync(value);
}
