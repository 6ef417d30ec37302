using System.Text.RegularExpressions;
using Local.Stack;
using Local.Stack.Demo;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>The whole story in processes of their own, with a collector listening: what it claims, and what leaves the processes beside it.</summary>
public sealed partial class When_the_demo_is_played(When_the_demo_is_played.Performance played) : IClassFixture<When_the_demo_is_played.Performance>
{
    private static readonly string[] Signals = ["traces", "metrics", "logs"];

    /// <summary>What the story prints is its own affair; this is everything else.</summary>
    private IEnumerable<(string Where, string Text)> Leavings =>
        [("what app and emulators print", played.Command.Errors), .. Signals.Select(signal => (signal, played.Collector.Text(signal)))];

    [Fact]
    public void Everything_claimed_is_observed_and_the_exit_code_is_0()
    {
        Assert.Contains("Everything claimed was observed.", played.Command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("✗", played.Command.Output, StringComparison.Ordinal);
        Assert.Equal(0, played.Command.ExitCode);
    }

    [Theory]
    [InlineData("create_item users < process user-events < send user-events < POST /api/webhooks/clerk")]
    [InlineData("replace_item users < process user-events < send user-events < POST /api/webhooks/clerk")]
    [InlineData("create_item memberships < process organization-events < send organization-events < POST /api/webhooks/clerk")]
    [InlineData("replace_item users < process reconcile < send reconcile < ")]
    [InlineData("GET /users/{id} < GET /api/me")]
    public void Traces_lead_from_the_door_through_the_queue_to_the_store(string path)
    {
        var spans = played.Collector.Spans().ToDictionary(span => (span.TraceId, span.SpanId));

        Assert.Contains(spans.Values, span => Path(span).StartsWith(path, StringComparison.Ordinal));

        string Path(OtlpSpan span) =>
            span.Name + (spans.TryGetValue((span.TraceId, span.ParentId), out var parent) ? " < " + Path(parent) : "");
    }

    [Fact]
    public void What_is_looked_through_holds_what_belongs_there()
    {
        Assert.All(Signals, signal => Assert.Contains("e2e-users", played.Collector.Text(signal), StringComparison.Ordinal));
        Assert.All(["queues.deliveries", "{delivery}", "webhooks.answers", "http.answers"], name =>
            Assert.Contains(name, played.Collector.Text("metrics"), StringComparison.Ordinal));
        Assert.Contains("{Type} {MessageId} for {User}: {Decision}", played.Collector.Text("logs"), StringComparison.Ordinal);
        Assert.All(Leavings.Where(left => left.Where is not ("traces" or "metrics")), left => Assert.Matches(InternalId(), left.Text));
        Assert.Contains($"x-collector-key: {Performance.CollectorKey}", played.Collector.Headers);
    }

    [Fact]
    public void Nothing_personal_is_printed_or_exported()
    {
        Assert.All(DemoPeople.Everything, planted => Assert.True(planted.Length >= 7, planted));
        Assert.Contains(DemoPeople.Mara, played.Command.Output, StringComparison.Ordinal);   // the story's own words, and so the search works
        Assert.All(Leavings, left =>
        {
            Assert.All(DemoPeople.Everything, planted => Assert.DoesNotContain(planted, left.Text, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch(AddressOfSomebody(), left.Text);
        });
    }

    [Fact]
    public void Nothing_secret_is_printed_or_exported_nor_told_in_the_story()
    {
        var settings = StackSettings.Read(Ports.Free()).Values;
        string[] secrets =
        [
            settings["CLERK_WEBHOOK_SIGNING_SECRET"], settings["CLERK_WEBHOOK_SIGNING_SECRET"]["whsec_".Length..], settings["CLERK_SECRET_KEY"],
            settings["Cosmos__accountKey"], SharedAccessKey().Match(settings["ServiceBus"]).Groups[1].Value, Performance.CollectorKey,
        ];

        Assert.All(secrets, secret => Assert.True(secret.Length > 10));
        Assert.All(Leavings.Append((Where: "the story", Text: played.Command.Output)), left =>
        {
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, left.Text, StringComparison.Ordinal));
            Assert.DoesNotMatch(SessionToken(), left.Text);
            Assert.DoesNotMatch(WebhookSignature(), left.Text);
        });
    }

    [Fact]
    public void Whoever_is_in_the_story_is_searched_for()
    {
        var elsewhere = SourceTree.Files("infra/local/Stack/Demo").Where(file => !file.EndsWith("/DemoPeople.cs", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(elsewhere);
        Assert.All(elsewhere, file => Assert.DoesNotMatch(PersonalLiteral(), SourceTree.Read(file)));
        Assert.Matches(PersonalLiteral(), "email = \"mara@northwind.example\"");
    }

    [GeneratedRegex(@"\.example|(first|last)_?[nN]ame(""\])? = \$?""|""note""\] = """)]
    private static partial Regex PersonalLiteral();

    [GeneratedRegex("usr_[0-9a-z]{26}")]
    private static partial Regex InternalId();

    [GeneratedRegex("(@|%40)(northwind|contoso|fabrikam)", RegexOptions.IgnoreCase)]
    private static partial Regex AddressOfSomebody();

    [GeneratedRegex("SharedAccessKey=([^;]+)")]
    private static partial Regex SharedAccessKey();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}\.")]
    private static partial Regex SessionToken();

    [GeneratedRegex("v1,[A-Za-z0-9+/]{43}=")]
    private static partial Regex WebhookSignature();

    public sealed class Performance : IAsyncLifetime
    {
        public const string CollectorKey = "the-key-of-this-collector";

        internal Command Command { get; private set; } = null!;

        internal OtlpReceiver Collector { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Collector = await OtlpReceiver.Start();
            Command = await Command.Stack(
                ["--demo", "--verbose"],
                ("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Address),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_HEADERS", $"x-collector-key={CollectorKey}"),
                ("OTEL_SERVICE_NAME", "e2e-users"));
        }

        public ValueTask DisposeAsync() => Collector.DisposeAsync();
    }
}
