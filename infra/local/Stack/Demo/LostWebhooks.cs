using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Webhooks that never arrive, and how the store comes to equal Clerk all the same.</summary>
internal sealed class LostWebhooks(StackSettings settings, DemoClient client, DemoView view, DemoClaims claims) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new();
    private readonly Uri runs = new(settings.WebhookAddress, "/api/ops/reconcile");

    public async Task Tell(CancellationToken cancellation)
    {
        await client.AtClerk("faults", new { kind = "DropWebhook" }, cancellation);
        var person = await client.SignUp(DemoPeople.Jonas, "northwind", cancellation);
        claims.Chapter($"{Environment.NewLine}From now on Clerk's webhooks get lost. [bold]{person}[/] signs up.");

        var unheard = await view.DocumentAfterQuiet(person, cancellation);
        claims.Claim("signed up, webhook lost", "---", "we know nothing of it", unheard is null, unheard);

        var report = await Sweep(cancellation);
        var found = await view.Document(person, cancellation);
        claims.Claim("a sweep compares us with Clerk", "202", Found(report), Total(report, "missing") == 1 && Text(found, "status") == "active", found);

        await client.AtClerk($"users/{person}/delete", new { }, cancellation);
        var kept = await view.DocumentAfterQuiet(person, cancellation);
        claims.Claim("deleted, webhook lost", "---", "we still keep the person", kept == found, kept);

        report = await Sweep(cancellation);
        var buried = await view.Document(person, cancellation);
        claims.Claim("a sweep compares us with Clerk", "202", Found(report), Total(report, "buried") == 1 && Text(buried, "status") == "deleted", buried);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Has everybody compared, and waits for the report.</summary>
    private async Task<JsonElement> Sweep(CancellationToken cancellation)
    {
        using var started = await http.PostAsync(runs, null, cancellation);
        var run = (string)(await started.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(cancellation))!["run"]!;
        var report = default(JsonElement);
        await DemoView.Until(
            async () =>
            {
                report = (await http.GetFromJsonAsync<JsonElement>($"{runs}/{run}", cancellation)).GetProperty("run");
                return report.TryGetProperty("finishedAt", out _);
            },
            "the sweep to end",
            Patience,
            cancellation);

        // Organizations are compared after people, and one run goes on at a time.
        await DemoView.Until(
            async () => !(await http.GetFromJsonAsync<JsonElement>(runs, cancellation)).TryGetProperty("current", out _),
            "the run about organizations to end",
            Patience,
            cancellation);
        return report;
    }

    private static string Found(JsonElement report) =>
        $"{Total(report, "seen")} seen, {Total(report, "missing")} missing, {Total(report, "buried")} buried";

    private static long Total(JsonElement report, string name) => report.GetProperty("totals").GetProperty(name).GetInt64();

    private static string? Text(string? document, string member) => document is null ? null : (string?)JsonNode.Parse(document)![member];
}
