using System.Text;
using System.Text.Json.Nodes;
using Serverless.Cli.App;
using Serverless.Cli.Settings;
using Serverless.Cli.Trigger;
using Serverless.Webhooks;

namespace Serverless.Cli.Doctor;

/// <summary>
/// Posts a harmless event, of a type that the app acknowledges and does not keep: signed with each secret it must be believed, and
/// signed with one that is nobody's it must not.
/// </summary>
internal sealed class SignatureCheck(Call call, KnownSettings settings) : ICheck
{
    /// <summary>Not one of Clerk's.</summary>
    public const string EventType = "doctor.checked";

    private const string Accepted = "signature is believed";
    private const string Refused = "forged signature is refused";

    public string Name => Accepted;

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation)
    {
        var webhooks = new WebhookSettings(settings.Configuration);
        DateTimeOffset now;
        try
        {
            now = await TimeOfTheApp(cancellation);
        }
        catch (ToolException)
        {
            return [Finding.Skipped(Accepted, "the app cannot be reached."), Finding.Skipped(Refused, "the app cannot be reached.")];
        }

        var findings = new List<Finding>();
        if (webhooks.Problems().Any(problem => problem.Name == "CLERK_WEBHOOK_SIGNING_SECRET"))
        {
            findings.Add(Finding.Skipped(Accepted, "there is no secret to sign with: see settings."));
        }
        else
        {
            for (var i = 0; i < webhooks.SigningSecrets.Count; i++)
            {
                var name = webhooks.SigningSecrets.Count == 1 ? Accepted : $"{Accepted}, secret {i + 1} of {webhooks.SigningSecrets.Count}";
                findings.Add(OfGood(name, await Post(webhooks.SigningSecrets[i], webhooks.InstanceId, now, cancellation)));
            }
        }

        var forged = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes($"nobody's {Guid.NewGuid()}"));
        findings.Add(OfForged(await Post(forged, webhooks.InstanceId, now, cancellation)));
        return findings;
    }

    /// <summary>Signed by the app's clock, so that one that is wrong is found as that, and not as a wrong secret.</summary>
    private async Task<DateTimeOffset> TimeOfTheApp(CancellationToken cancellation) =>
        (await call.App.Send(HttpMethod.Get, "health/live", null, withKey: false, cancellation)).Date ?? call.Clock.GetUtcNow();

    private async Task<AppAnswer> Post(string secret, string? instance, DateTimeOffset now, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["type"] = EventType,
            ["object"] = "event",
            ["instance_id"] = instance,
            ["timestamp"] = now.ToUnixTimeMilliseconds(),
            ["data"] = new JsonObject(),
        };
        using var request = SignedEvent.Sign(body, $"msg_doctor{Guid.NewGuid():N}", now, secret).ToRequest(call.Address);
        return await call.App.Send(request, cancellation);
    }

    private Finding OfGood(string name, AppAnswer answer) => answer.Status switch
    {
        200 => Finding.Ok(name, $"{call.Address.Door} believes what is signed with the secret."),
        401 => Finding.Failed(
            name,
            "the app does not believe what is signed with the secret that is set here.",
            "CLERK_WEBHOOK_SIGNING_SECRET of the app must be the Signing Secret of the endpoint on Clerk's dashboard (Configure, Webhooks)."
                + $" Either the app has another than {settings.Origin}, or this one is of another endpoint."),
        404 => Finding.Failed(
            name,
            $"there is no door at {call.Address.Door}.",
            "Is this address the app? The endpoint's URL on Clerk's dashboard must be that of the door."),
        _ => Finding.Failed(name, $"the door answers {answer.Status}. {Refusal.Read(answer)}", "Its log says why."),
    };

    private static Finding OfForged(AppAnswer answer) => answer.Status switch
    {
        401 => Finding.Ok(Refused, "the door does not believe a secret that is nobody's."),
        >= 200 and < 300 => Finding.Failed(
            Refused,
            $"the door took a forged event ({answer.Status}).",
            "Take the app off the network: anybody can write to the store. Is it this app that answers?"),
        _ => Finding.Failed(Refused, $"the door answers {answer.Status} instead of 401.", "Is this address the app?"),
    };
}
