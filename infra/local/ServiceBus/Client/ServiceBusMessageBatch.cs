#nullable disable

using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>Messages that are certain to fit into one send. Not for use by two threads at once.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly List<byte[]> contents = [];
    private bool disposed;

    internal ServiceBusMessageBatch(long maxSizeInBytes) => MaxSizeInBytes = maxSizeInBytes;

    public int Count => contents.Count;

    public long MaxSizeInBytes { get; }

    public long SizeInBytes { get; private set; }

    internal IReadOnlyList<byte[]> Contents => contents;

    /// <summary>False if the message does not fit. It is taken as it is now; later changes to it do not count.</summary>
    public bool TryAddMessage(ServiceBusMessage message)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentNullException.ThrowIfNull(message);
        var content = message.Encode();
        if (SizeInBytes + content.Length > MaxSizeInBytes || content.Length > Limits.MessageBytes)
        {
            return false;
        }

        contents.Add(content);
        SizeInBytes += content.Length;
        return true;
    }

    public void Dispose()
    {
        disposed = true;
        contents.Clear();
    }
}
