using System.Diagnostics.Metrics;

namespace Serverless.Platform.Telemetry.Vitals;

/// <summary>
/// What this instance sees of how the app fares: how long events take from the door until they are handled, and how often the store makes
/// us wait. Measured for whoever collects metrics, and kept until <see cref="VitalsWriter"/> has written it down for <c>/api/ops/status</c>.
/// </summary>
public sealed class VitalSigns
{
    private static readonly int MostSlots = (int)(VitalsRules.Kept / VitalsRules.SlotLength);

    private readonly TimeProvider clock;
    private readonly Histogram<double> lag;
    private readonly Counter<long> throttled;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> received = [];
    private readonly SortedDictionary<long, Slot> slots = [];
    private VitalsDocument? returned;

    public VitalSigns(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create(Meters.Name);
        lag = meter.CreateHistogram<double>("queues.lag", unit: "s", description: "From the door's receiving an event until it was handled, by queue.");
        throttled = meter.CreateCounter<long>(
            "store.throttled", unit: "{call}", description: "Calls to the store that were throttled, and given up or noticeably late for it.");
    }

    /// <summary>An event had its effect, or needed none.</summary>
    /// <param name="receivedAt">When the door received it; the clocks of two instances may differ a little.</param>
    public void Handled(string queue, DateTimeOffset receivedAt)
    {
        var now = clock.GetUtcNow();
        var took = now > receivedAt ? now - receivedAt : TimeSpan.Zero;
        lag.Record(took.TotalSeconds, new KeyValuePair<string, object?>("queue", queue));
        var bucket = VitalsRules.Bucket(took);
        lock (gate)
        {
            var at = receivedAt.ToUnixTimeMilliseconds();
            received[queue] = Math.Max(at, received.GetValueOrDefault(queue, at));
            var lags = SlotOf(now).Lags;
            lags[bucket] = lags.GetValueOrDefault(bucket) + 1;
        }
    }

    /// <summary>A call to the store has ended.</summary>
    /// <param name="wasThrottled">It was told to wait, and was given up or noticeably late for it.</param>
    public void StoreAnswered(bool wasThrottled)
    {
        if (wasThrottled)
        {
            throttled.Add(1);
        }

        lock (gate)
        {
            var slot = SlotOf(clock.GetUtcNow());
            slot.Requests++;
            slot.Throttled += wasThrottled ? 1 : 0;
        }
    }

    /// <summary>What was seen since it was last taken; null if nothing is worth writing down.</summary>
    public VitalsDocument? Take()
    {
        lock (gate)
        {
            var fresh = new VitalsDocument
            {
                Received = new Dictionary<string, long>(received),
                Slots = [.. slots.Select(slot => slot.Value.Of(slot.Key))],
            };
            var seen = VitalsRules.Add(returned, fresh, clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (!seen.Slots.Any(slot => slot.IsTelling))
            {
                return null;
            }

            received.Clear();
            slots.Clear();
            returned = null;
            return seen;
        }
    }

    /// <summary>Puts back what was taken last and could not be written.</summary>
    public void Return(VitalsDocument seen)
    {
        lock (gate)
        {
            returned = seen;
        }
    }

    private Slot SlotOf(DateTimeOffset time)
    {
        var start = VitalsRules.SlotStart(time.ToUnixTimeMilliseconds());
        if (!slots.TryGetValue(start, out var slot))
        {
            slots.Add(start, slot = new Slot());
            while (slots.Count > MostSlots)
            {
                slots.Remove(slots.Keys.First());
            }
        }

        return slot;
    }

    private sealed class Slot
    {
        public Dictionary<int, long> Lags { get; } = [];

        public long Requests { get; set; }

        public long Throttled { get; set; }

        public VitalsSlot Of(long start) => new() { Start = start, Lags = new Dictionary<int, long>(Lags), Requests = Requests, Throttled = Throttled };
    }
}
