using System.Threading.Channels;

namespace Local.FunctionsHost;

/// <summary>How many messages of a queue may be in work at a time; the number may change while they are.</summary>
internal sealed class CallSlots
{
    private readonly Channel<bool> free = Channel.CreateUnbounded<bool>();
    private readonly Lock gate = new();
    private int limit;
    private int owed;

    public CallSlots(int limit) => SetLimit(limit);

    public int Limit
    {
        get
        {
            lock (gate)
            {
                return limit;
            }
        }
    }

    /// <summary>Waits for a slot, then takes all that are free.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> Take(CancellationToken cancellation)
    {
        await free.Reader.ReadAsync(cancellation);
        var taken = 1;
        while (free.Reader.TryRead(out _))
        {
            taken++;
        }

        return taken;
    }

    public void GiveBack(int count)
    {
        lock (gate)
        {
            var withheld = Math.Min(owed, count);
            owed -= withheld;
            for (var slot = withheld; slot < count; slot++)
            {
                free.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>A smaller limit holds once messages in work are done.</summary>
    public void SetLimit(int wanted)
    {
        lock (gate)
        {
            var more = wanted - limit;
            limit = wanted;
            if (more > 0)
            {
                GiveBack(more);
                return;
            }

            owed -= more;
            while (owed > 0 && free.Reader.TryRead(out _))
            {
                owed--;
            }
        }
    }
}
