using System.Text.Json;
using Serverless.Cli.App;
using Serverless.Operations;

namespace Serverless.Cli.Doctor;

/// <summary>Whether the app is up, ready, and opens the operators' doors to the key.</summary>
internal sealed class AppCheck(AppClient app, TimeSpan lookAgainAfter) : ICheck
{
    /// <summary>A door that refuses this parameter before it asks anything of the store, and the key before that.</summary>
    private const string RefusedByItsParameter = "ops/reconcile?before=doctor";

    public string Name => "app";

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation) =>
        await Task.WhenAll(IsLive(cancellation), IsReady(cancellation), IsKeyGood(cancellation));

    private async Task<Finding> IsLive(CancellationToken cancellation)
    {
        const string name = "app is live";
        try
        {
            var answer = await app.Send(HttpMethod.Get, "health/live", null, withKey: false, cancellation);
            return answer.Status == 200
                ? Finding.Ok(name, $"{app.Address.Url} answers.")
                : Finding.Failed(
                    name,
                    $"health/live answers {answer.Status}.",
                    "Is this address the app? Another server may listen there.");
        }
        catch (ToolException unreachable)
        {
            return Finding.Failed(name, unreachable.Message, Refusal.WhereToLook(app.Address));
        }
    }

    private async Task<Finding> IsReady(CancellationToken cancellation)
    {
        const string name = "app is ready";
        try
        {
            var answer = await app.Send(HttpMethod.Get, "health/ready", null, withKey: false, cancellation);
            if (answer.Status == 503)
            {
                // The first look of an app that has just started may take too long; it keeps what it saw for five seconds.
                await Task.Delay(lookAgainAfter, cancellation);
                answer = await app.Send(HttpMethod.Get, "health/ready", null, withKey: false, cancellation);
            }

            return answer.Status switch
            {
                200 => Finding.Ok(name, "it reaches its store and its broker."),
                503 when Read(answer) is { } report => Finding.Failed(
                    name,
                    $"its store is {Words(report.Store)}, its broker is {Words(report.Broker)}.",
                    "Its log says why. If the checks of Cosmos DB and Service Bus here are ok, the app has other settings, or no role there."),
                _ => Finding.Failed(name, $"health/ready answers {answer.Status}.", "Is this address the app, and of this version?"),
            };
        }
        catch (ToolException)
        {
            return Finding.Skipped(name, "the app cannot be reached.");
        }
    }

    private async Task<Finding> IsKeyGood(CancellationToken cancellation)
    {
        const string name = "function key";
        try
        {
            var answer = await app.Send(HttpMethod.Get, RefusedByItsParameter, null, withKey: true, cancellation);
            return answer.Status switch
            {
                400 => Finding.Ok(name, app.Address.Key is null ? "the operators' doors ask for none." : "it opens the operators' doors."),
                401 or 403 => Finding.Failed(name, "the operators' doors stay closed.", Refusal.AboutTheKey(app.Address)),
                _ => Finding.Failed(
                    name,
                    $"a door that should look at the key answers {answer.Status}.",
                    "Is this address the app, and of this version?"),
            };
        }
        catch (ToolException)
        {
            return Finding.Skipped(name, "the app cannot be reached.");
        }
    }

    private static ReadyReport? Read(AppAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, HealthJson.Default.ReadyReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Words(Dependency dependency) => dependency == Dependency.Reachable ? "reachable" : "not reachable";
}
