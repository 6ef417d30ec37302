using System.Text.Json;
using Serverless.Platform.Http;

namespace Serverless.Cli.App;

/// <summary>What is no success, in words.</summary>
internal static class Refusal
{
    public static ToolException Of(AppAnswer answer, AppAddress address) => Read(answer) is { } told
        ? new ToolException(CodeOf(answer.Status), told)
        : answer.Status switch
        {
            401 or 403 => new ToolException(ExitCode.Refused, $"The app refuses ({answer.Status}): {AboutTheKey(address)}"),
            404 => new ToolException(
                ExitCode.Unreachable, $"{address.Url} answers, but has no such door (404). Is it the app, and is it of this version?"),
            _ => new ToolException(CodeOf(answer.Status), $"The app answered {answer.Status} without saying why."),
        };

    public static string WhereToLook(AppAddress address) => address.IsOnThisMachine
        ? "To start it here: dotnet run --project infra/local/Stack. Another address is given with --url or SERVERLESS_URL."
        : "Is --url or SERVERLESS_URL right?";

    public static string AboutTheKey(AppAddress address) =>
        (address.Key is null ? "no function key is known." : "the function key is not one of its own.")
        + (address.IsOnThisMachine
            ? " An app on this machine prints its keys at its start, and keeps them in the folder of its state, by default .local/host/keys.json."
            : " It is in the Azure portal under Functions, App keys; or ask az functionapp keys list.")
        + " Give it with --key or SERVERLESS_KEY.";

    /// <summary>Title, detail, code and trace id of a problem document (RFC 9457); null if it is none.</summary>
    public static string? Read(AppAnswer answer)
    {
        if (answer.MediaType != "application/problem+json")
        {
            return null;
        }

        try
        {
            var json = JsonElement.Parse(answer.Body);
            var problem = json.Deserialize(ProblemJson.Default.Problem)!;
            // Set by the app alone, so not by its type either.
            var trace = json.TryGetProperty("traceId", out var id) ? $", trace {id}" : "";
            return $"{problem.Title}{(problem.Detail is { } detail ? " " + detail : "")} ({problem.Status} {problem.Code}{trace})";
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ExitCode CodeOf(int status) => status switch
    {
        401 or 403 or 404 or 409 or 410 or 412 or 428 => ExitCode.Refused,
        >= 400 and < 500 and not 408 and not 429 => ExitCode.WrongUsage,
        _ => ExitCode.Unreachable,
    };
}
