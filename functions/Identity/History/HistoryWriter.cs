using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Failures;
using Serverless.Platform.Telemetry;

namespace Serverless.Identity.History;

/// <param name="Pause">For which the first entry waits for others to be written with it.</param>
public sealed record HistoryPace(TimeSpan Pause)
{
    public static HistoryPace Default { get; } = new(TimeSpan.FromSeconds(1));
}

/// <summary>
/// Writes down what was decided about people, many at a time and beside the work, so that it neither slows nor stops it. What it tells
/// is for people to look at: in an outage of the store, or if the process is killed, the last entries are lost, counted where that can
/// be seen; nothing depends on them.
/// </summary>
public sealed partial class HistoryWriter : BackgroundService
{
    private const int MostWaiting = 20_000;
    private const int MostAtOnce = 200;
    private const int Tries = 3;

    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);

    private readonly Channel<HistoryEntry> waiting;
    private readonly HistoryStore store;
    private readonly HistoryPace pace;
    private readonly TimeProvider clock;
    private readonly ILogger<HistoryWriter> logger;
    private readonly Counter<long> lost;
    private int unwritten;

    public HistoryWriter(HistoryStore store, HistoryPace pace, TimeProvider clock, IMeterFactory meters, ILogger<HistoryWriter> logger)
    {
        this.store = store;
        this.pace = pace;
        this.clock = clock;
        this.logger = logger;
        lost = meters.Create(Meters.Name)
            .CreateCounter<long>("history.lost", unit: "{entry}", description: "Entries of people's histories that could not be written.");
        waiting = Channel.CreateBounded<HistoryEntry>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Lose(1));
    }

    /// <summary>Entries that were noted and are neither written nor lost.</summary>
    public int Unwritten => Volatile.Read(ref unwritten);

    /// <param name="about"><c>user</c>, or the id of the organization whose membership it was.</param>
    /// <param name="decision">A stable name.</param>
    public void Note(UserId user, string about, string decision, long? version, long? held)
    {
        var origin = Origin.Current;
        Interlocked.Increment(ref unwritten);
        if (!waiting.Writer.TryWrite(new HistoryEntry(
            user, clock.GetUtcNow().ToUnixTimeMilliseconds(), origin.Door, origin.What, origin.Reference, about, decision, version, held)))
        {
            Lose(1);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Gather(stoppingToken);
            var entries = new List<HistoryEntry>(MostAtOnce);
            while (entries.Count < MostAtOnce && waiting.Reader.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            await Write(entries);
        }
    }

    /// <summary>Waits for more, but not at the end.</summary>
    private async Task Gather(CancellationToken stopping)
    {
        try
        {
            if (waiting.Reader.Count < MostAtOnce)
            {
                await Task.Delay(pace.Pause, clock, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whatever is there is written now.
        }
    }

    private async Task Write(List<HistoryEntry> entries)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.Write(entries, CancellationToken.None);
                Interlocked.Add(ref unwritten, -entries.Count);
                return;
            }
            catch (Exception failure)
            {
                // Of whatever kind: what leaves a background service stops the app, and that is no way to lose a note.
                if (attempt == Tries || !TransientFailures.IsTransient(failure))
                {
                    LogLost(entries.Count, failure);
                    Lose(entries.Count);
                    return;
                }

                await Task.Delay(Backoff * attempt, clock);
            }
        }
    }

    private void Lose(int count)
    {
        Interlocked.Add(ref unwritten, -count);
        lost.Add(count);
    }

    [LoggerMessage(LogLevel.Error, "{Count} entries of people's histories could not be written and are lost")]
    private partial void LogLost(int count, Exception failure);
}
