using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Network;

/// <summary>Writes the answer to one request; a lost one is replaced by the end of the connection.</summary>
internal readonly struct Reply(FrameConnection connection, uint correlation, bool isLost)
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

    public void Delivered(IReadOnlyList<Delivery> deliveries) => Write(FrameKind.Delivered, deliveries, WriteDeliveries);

    public void Peeked(IReadOnlyList<Delivery> deliveries) => Write(FrameKind.Peeked, deliveries, WriteDeliveries);

    public void Failed(BrokerException error) => Write(FrameKind.Failed, error, static (writer, error) =>
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
        if (isLost)
        {
            connection.Abort();
            return;
        }

        connection.Write(kind, correlation, state, payload);
    }
}
