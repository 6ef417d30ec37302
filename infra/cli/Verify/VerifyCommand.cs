using System.CommandLine;
using System.Text;
using Serverless.Cli.Output;
using Serverless.Cli.Settings;
using Serverless.Webhooks;
using Spectre.Console;

namespace Serverless.Cli.Verify;

/// <summary><c>verify</c>: would the app believe a request that somebody kept, and if not, why?</summary>
internal static class VerifyCommand
{
    public static Command Create(Tool tool)
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "The body in its exact bytes; or a whole HTTP request, as trigger --dry-run prints it.",
        };
        var headers = new Option<FileInfo?>("--headers")
        {
            Description = "File of its headers, Name: value, one a line, as curl -D writes them.",
        };
        var header = new Option<string[]>("--header") { Description = "One of its headers, Name: value. May be repeated." };
        var secret = new Option<string[]>("--secret")
        {
            Description = "What it should be signed with, whsec_…. May be repeated. Else those of the settings.",
        };
        var at = new Option<DateTimeOffset?>("--at", "--now") { Description = "The time at which it is judged. Else now." };
        var settings = KnownSettings.NewOption();
        var verify = new Command("verify", "Judge a webhook that somebody kept, as the app would. Needs no app.")
        {
            file, headers, header, secret, at, settings,
        };
        return tool.Runs(verify, (call, _) =>
        {
            var webhooks = call.Settings(settings).Webhooks(call.Get(secret) ?? []);
            var lines = call.Get(headers) is { } kept ? Encoding.Latin1.GetString(CapturedRequest.Load(kept.FullName)).Split('\n') : [];
            var request = CapturedRequest.Read(call.Get(file).FullName, [.. lines, .. call.Get(header) ?? []]);
            return Task.FromResult(Judge(call, request, webhooks, call.Get(at)));
        });
    }

    private static ExitCode Judge(Call call, CapturedRequest request, WebhookSettings webhooks, DateTimeOffset? at)
    {
        // The verifier asks no clock but the machine's.
        var now = DateTimeOffset.UtcNow;
        var diagnosis = new SignatureDiagnosis(request, webhooks.SigningSecrets, at ?? now);
        var verifier = new SignatureVerifier(webhooks);
        var isSigned = diagnosis.Verdict(verifier, now);
        var decision = WebhookRules.Decide(request.Body, webhooks, _ => isSigned);
        IReadOnlyList<string> reasons = isSigned ? [] : [.. diagnosis.Reasons()];
        var (status, words) = Words(decision, webhooks);
        if (call.IsJson)
        {
            call.Print(new { IsSigned = isSigned, SignedAt = diagnosis.SignedAt, Status = status, Decision = words, Reasons = reasons });
        }
        else
        {
            call.Human.Line(isSigned ? "verified" : "NOT VERIFIED", isSigned ? Color.Green : Color.Red, $"  {Signed(diagnosis)}");
            foreach (var reason in reasons)
            {
                call.Human.Line($"  {reason}");
            }

            call.Human.Line($"The app would answer {status}: {words}");
        }

        return status is 200 or 202 ? ExitCode.AllWell : ExitCode.FoundWrong;
    }

    private static string Signed(SignatureDiagnosis diagnosis) => diagnosis.SignedAt is { } time ? $"signed at {HumanOutput.Time(time)}" : "";

    private static (int Status, string Words) Words(WebhookDecision decision, WebhookSettings webhooks) => decision switch
    {
        WebhookDecision.Publish publish => (202, $"{publish.Envelope.Type} goes to the queue {publish.Queue}."),
        WebhookDecision.Ignore { Reason: WebhookRefusal.OtherInstance } ignore => (
            200, $"{ignore.Type} is of another instance than CLERK_INSTANCE_ID, and dropped."),
        WebhookDecision.Ignore ignore => (200, $"{ignore.Type} is of a type that it does not keep."),
        WebhookDecision.Refuse { Reason: WebhookRefusal.NotSigned } => (401, "it does not say why to whoever asks."),
        WebhookDecision.Refuse { Reason: WebhookRefusal.EmptyBody } => (400, "there is no body."),
        WebhookDecision.Refuse { Reason: WebhookRefusal.TooLarge } => (413, $"the body is larger than {webhooks.MaxBodyBytes / 1024} KB."),
        WebhookDecision.Refuse { Reason: WebhookRefusal.NotAnEvent } => (400, "it is signed, but no event in JSON."),
        _ => throw new InvalidOperationException($"No words for {decision}."),
    };
}
