using System.Net;
using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>
/// The life of one person, told by webhooks through the real doors. After each, the answer and the document that came of it
/// are compared with what is claimed.
/// </summary>
internal sealed class DemoStory(WebhookSender sender, DemoView view, DemoClaims claims)
{
    private readonly DemoEvents events = new("user_demo" + Guid.NewGuid().ToString("N")[..20], new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero));
    private string? document;

    public async Task Tell(CancellationToken cancellation)
    {
        claims.Chapter($"Clerk tells us about [bold]{events.UserId}[/]. We keep the person under an id of our own.");

        var firstId = WebhookSender.NewId();
        await Step("signed up", events.Created(0), HttpStatusCode.Accepted, "a document, primary address taken", cancellation, firstId,
            after => Text(after, "status") == "active" && Text(after, "email") == DemoEvents.Address);
        var internalId = Text(document, "id");
        await Step("the same delivery again", events.Created(0), HttpStatusCode.Accepted, "nothing changes", cancellation, firstId, Unchanged());
        await Step("the same event, replayed as a new delivery", events.Created(0), HttpStatusCode.Accepted, "nothing changes", cancellation, claim: Unchanged());
        await Step("changed her name (minute 20)", events.Updated(20, DemoPeople.MaraRenamed), HttpStatusCode.Accepted, "newer version wins", cancellation,
            claim: after => FirstName(after) == DemoPeople.MaraRenamed);
        await Step("an older change, late (minute 10)", events.Updated(10, DemoPeople.MaraBetween), HttpStatusCode.Accepted, "nothing changes", cancellation, claim: Unchanged());
        await Step("forged: one byte flipped after signing", events.Updated(30, DemoPeople.MaraForged), HttpStatusCode.Unauthorized, "nothing changes", cancellation,
            claim: Unchanged(),
            tamper: json => json.Replace(DemoPeople.MaraForged, DemoPeople.MaraForged[..^1] + "z", StringComparison.Ordinal));
        await Step("a session began", events.SessionCreated(31), HttpStatusCode.OK, "acknowledged, not kept", cancellation, claim: Unchanged());
        await Step("deleted (minute 40)", events.Deleted(40), HttpStatusCode.Accepted, "a tombstone: name and address gone", cancellation,
            claim: after => Text(after, "status") == "deleted" && after?["profile"] is null && after?["email"] is null && Text(after, "id") == internalId);
        await Step("a change, after the deletion", events.Updated(50, DemoPeople.MaraRenamed), HttpStatusCode.Accepted, "stays deleted", cancellation, claim: Unchanged());
        await Unreadable(cancellation);
    }

    private async Task Step(
        string what,
        string json,
        HttpStatusCode expected,
        string claimed,
        CancellationToken cancellation,
        string? id = null,
        Func<JsonNode?, bool>? claim = null,
        Func<string, string>? tamper = null)
    {
        var (status, _) = await sender.Send(id ?? WebhookSender.NewId(), json, cancellation, tamper);
        document = await view.DocumentAfterQuiet(events.UserId, cancellation);
        claims.Claim(what, $"{(int)status}", claimed, status == expected && (claim is null || claim(Parse(document))), document);
    }

    private async Task Unreadable(CancellationToken cancellation)
    {
        var (status, _) = await sender.Send(WebhookSender.NewId(), events.WithoutId(60), cancellation);
        var (reason, failedDeliveries) = await view.NextDeadLetter(cancellation);
        claims.Claim(
            "signed, but about nobody",
            $"{(int)status}",
            $"a dead letter at its first delivery: {reason}",
            status == HttpStatusCode.Accepted && reason == "UserWithoutId" && failedDeliveries == 0,
            document);
    }

    /// <summary>The document is the very same as before this step, its ETag included.</summary>
    private Func<JsonNode?, bool> Unchanged()
    {
        var before = document;
        return _ => before is not null && document == before;
    }

    private static string? FirstName(JsonNode? document) => document?["profile"]?["firstName"]?.GetValue<string>();

    private static string? Text(JsonNode? document, string member) => document?[member]?.GetValue<string>();

    private static string? Text(string? document, string member) => Text(Parse(document), member);

    private static JsonNode? Parse(string? document) => document is null ? null : JsonNode.Parse(document);
}
