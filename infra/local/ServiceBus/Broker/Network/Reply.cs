using Local.Journal;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>
/// Writes the answer to one request, once every change that the queue has made by then is on disk. An injected fault can
/// replace the answer by the end of the connection, or by nothing.
/// </summary>
internal readonly struct Reply(FrameConnection connection, uint correlation, MessageQueue queue, BrokerFault? fault)
{
    public uint Correlation => correlation;

    public void Done() => Write(FrameKind.Done, 0, static (_, _) => { });

    public void Numbers(long[] numbers) => Write(FrameKind.Numbers, numbers, static (writer, numbers) =>
    {
        writer.WriteInt32(numbers.Length);
        foreach (var number in numbers)
        {
            writer.WriteInt64(number);
        }
    });

    public void LockedUntil(DateTimeOffset until) =>
        Write(FrameKind.LockedUntil, until, static (writer, until) => writer.WriteInt64(until.UtcTicks));

    /// <param name="deliveries">Must stay as it is.</param>
    public void Delivered(IReadOnlyList<Delivery> deliveries) => Write(FrameKind.Delivered, deliveries, WriteDeliveries);

    public void Peeked(IReadOnlyList<Delivery> deliveries) => Write(FrameKind.Peeked, deliveries, WriteDeliveries);

    /// <summary>A refusal changes nothing, so there is nothing to wait for.</summary>
    public static void Failed(FrameConnection connection, uint correlation, BrokerException error) =>
        connection.Write(FrameKind.Failed, correlation, error, static (writer, error) =>
        {
            writer.WriteByte((byte)error.Code);
            writer.WriteBool(error.IsTransient);
            writer.WriteString(error.Message);
        });

    private static void WriteDeliveries(WireWriter writer, IReadOnlyList<Delivery> deliveries)
    {
        writer.WriteInt32(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            delivery.Header.Write(writer);
            writer.WriteBytes(delivery.Content);
        }
    }

    private void Write<TState>(FrameKind kind, TState state, Action<WireWriter, TState> payload)
    {
        var written = queue.Written;
        if (written.IsCompletedSuccessfully)
        {
            WriteNow(kind, state, payload);
        }
        else
        {
            _ = WriteAfterAsync(written, kind, state, payload);
        }
    }

    private async Task WriteAfterAsync<TState>(Task written, FrameKind kind, TState state, Action<WireWriter, TState> payload)
    {
        try
        {
            await written.ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            Failed(connection, correlation, BrokerException.NotStored(queue.Name, e));
            return;
        }

        WriteNow(kind, state, payload);
    }

    private void WriteNow<TState>(FrameKind kind, TState state, Action<WireWriter, TState> payload)
    {
        switch (fault)
        {
            case BrokerFault.AcceptedNotAnswered: connection.Abort(); break;
            case BrokerFault.AcceptedSilently: break;
            default: connection.Write(kind, correlation, state, payload); break;
        }
    }
}
