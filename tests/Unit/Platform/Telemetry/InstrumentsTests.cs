using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Identity.Sessions;
using Serverless.Invitations;
using Serverless.Operations.DeadLetters;
using Serverless.Operations.Status;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Http;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Serverless.Users;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Telemetry;

/// <summary>
/// Dashboards and alerts outside of this repository name the instruments: what changes of them shows in a file that is reviewed. A line
/// holds name, kind, unit, attributes and what it says.
/// </summary>
public sealed partial class InstrumentsTests
{
    private const string Approved = "tests/Unit/Platform/Telemetry/Instruments.approved.txt";

    private static IEnumerable<string> ApprovedLines => SourceTree.Read(Approved).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task Instruments_are_those_that_were_approved()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var seen = new SeenInstruments(meters);

        await MeasureEach(meters);

        Assert.Equal(string.Join('\n', ApprovedLines), string.Join('\n', seen.Lines));
    }

    [Fact]
    public void No_instrument_is_missing_among_them()
    {
        var made = SourceTree.Files("functions").SelectMany(file => Made().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value));

        Assert.Equal(ApprovedLines.Select(line => line.Split(' ')[0]), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_tells_of_each()
    {
        var readme = SourceTree.Read("README.md");

        Assert.All(ApprovedLines.Select(line => line.Split(" | ")), line =>
        {
            var attributes = string.Join(", ", line[3].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(key => $"`{key}`"));
            var row = $"| `{line[0]}` | {line[1]} | `{line[2]}` | {attributes} | {line[4]} |\n";
            Assert.Contains(row.Replace("|  |", "| |", StringComparison.Ordinal), readme, StringComparison.Ordinal);
        });
    }

    /// <summary>At least one measurement of every instrument; the attributes of one that has none here would not be known.</summary>
    private static async Task MeasureEach(IMeterFactory meters)
    {
        new ClerkMetrics(meters).Answered("GET /users");
        new HttpMetrics(meters).Answered("Me", 200, null);
        new InvitationMetrics(meters).Decided(new InvitationEvent.Revoked(), new InvitationDecision.Duplicate());
        new OrganizationMetrics(meters).Decided("organization", "created");
        new QueueMetrics(meters).Delivered(Queues.UserEvents, "handled");
        new SessionMetrics(meters).Verified(new SessionVerdict.KeysUnavailable());
        new UserMetrics(meters).Decided("created");
        new WebhookMetrics(meters).Answered("accepted", "user.created");
        new StatusMetrics(meters).Looked("dead-letters", isRaised: true);

        var vitals = new VitalSigns(meters, TimeProvider.System);
        vitals.Handled(Queues.UserEvents, DateTimeOffset.UtcNow);
        vitals.StoreAnswered(wasThrottled: true);

        var deadLetters = new DeadLetterMetrics(meters);
        deadLetters.Settled(DeadLetterRunKind.Redrive, ADeadLetter.With());
        deadLetters.Settled(DeadLetterRunKind.Discard, ADeadLetter.With());

        var reconcile = new ReconcileMetrics(meters);
        reconcile.Repaired(new Repair(RepairOf.User, null, null, "user_1", Drift.Missing, DriftCause.NeverReceived, null, null));
        reconcile.Ended(new RunDocument
        {
            Run = RunId.Parse("run_01m7y6kqwffn8s6m69s69qr4bf"),
            Kind = RunKind.Sweep,
            Phase = RunPhase.Done,
            StartedAt = 1,
        });
        reconcile.Silent(TimeSpan.FromHours(1));

        // Nothing is written any more once it has stopped.
        using var history = new HistoryWriter(null!, new HistoryPace(TimeSpan.Zero), TimeProvider.System, meters, NullLogger<HistoryWriter>.Instance);
        await history.StopAsync(TestContext.Current.CancellationToken);
        history.Note(UserId.Parse("usr_01m7y6kqwffn8s6m69s69qr4bf"), "user", "created", null, null);
    }

    [GeneratedRegex(@"\.Create\w+<\w+>\(\s*""([^""]+)""")]
    private static partial Regex Made();

    private sealed class SeenInstruments : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly SortedDictionary<string, string> lines = new(StringComparer.Ordinal);

        public SeenInstruments(IMeterFactory meters)
        {
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == Meters.Name && instrument.Meter.Scope == meters)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => See(instrument, tags));
            listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => See(instrument, tags));
            listener.Start();
        }

        public IEnumerable<string> Lines => lines.Values;

        public void Dispose() => listener.Dispose();

        private void See(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var keys = tags.ToArray().Select(tag => tag.Key).Order(StringComparer.Ordinal);
#pragma warning disable CA1308 // As OpenTelemetry writes the kinds.
            var kind = instrument.GetType().Name.Split('`')[0].ToLowerInvariant();
#pragma warning restore CA1308
            lines[instrument.Name] = $"{instrument.Name} | {kind} | {instrument.Unit} | {string.Join(", ", keys)} | {instrument.Description}";
        }
    }
}
