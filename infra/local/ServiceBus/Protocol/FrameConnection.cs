using System.Buffers.Binary;
using System.Net.Sockets;

namespace Local.ServiceBus.Protocol;

/// <summary>
/// Frames over one socket. Written frames collect in a buffer; a single sender takes all there is at once, so the more
/// is going on, the fewer system calls a frame costs.
/// </summary>
internal sealed class FrameConnection : IThreadPoolWorkItem, IDisposable
{
    private const int ReadBufferBytes = 64 * 1024;
    private const int PrefixBytes = 4;
    private const int HeadBytes = 5;

    private readonly Socket socket;
    private readonly Lock gate = new();
    private WireWriter filling = new();
    private WireWriter draining = new();
    private bool sending;
    private bool corked;
    private bool aborted;
    private TaskCompletionSource? drained;

    public FrameConnection(Socket socket)
    {
        this.socket = socket;
        socket.NoDelay = true;
    }

    public bool IsOpen => !Volatile.Read(ref aborted);

    /// <summary>Appends a frame; <paramref name="payload"/> is called once, before the return. Dropped when the connection is gone.</summary>
    /// <exception cref="InvalidDataException">The frame is longer than the other side would read; nothing is appended.</exception>
    public void Write<TState>(FrameKind kind, uint correlation, TState state, Action<WireWriter, TState> payload)
    {
        lock (gate)
        {
            if (aborted)
            {
                return;
            }

            var start = filling.BeginLength();
            filling.WriteByte((byte)kind);
            filling.WriteUInt32(correlation);
            try
            {
                payload(filling, state);
                CheckLength(filling.Length - start);
            }
            catch
            {
                filling.Truncate(start - PrefixBytes);
                throw;
            }

            filling.EndLength(start);
            if (filling.Length > Limits.UnsentBytes)
            {
                Abort();
                return;
            }

            // Queued rather than sent here: whoever else is about to write gets into the same system call.
            if (!sending && !corked)
            {
                sending = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }

    public void Write(FrameKind kind, uint correlation) => Write(kind, correlation, 0, static (_, _) => { });

    /// <summary>Holds frames back until <see cref="Uncork"/>, which sends them on the calling thread.</summary>
    public void Cork()
    {
        lock (gate)
        {
            corked = true;
        }
    }

    public void Uncork()
    {
        lock (gate)
        {
            corked = false;
            if (sending || filling.Length == 0)
            {
                return;
            }

            sending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Completes when everything written so far has been handed to the operating system, or the connection is gone.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            return sending ? (drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Reads until the connection ends. Never throws: the cause goes to the handler.</summary>
    public async Task ReadAsync(IFrameHandler handler)
    {
        Exception? cause = null;
        try
        {
            var buffer = new byte[ReadBufferBytes];
            var filled = 0;
            int count;
            while ((count = await socket.ReceiveAsync(buffer.AsMemory(filled)).ConfigureAwait(false)) > 0)
            {
                filled += count;
                handler.OnBatch(starting: true);
                var consumed = Dispatch(buffer.AsSpan(0, filled), handler);
                handler.OnBatch(starting: false);
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
                buffer = Fit(buffer, filled);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidDataException)
        {
            cause = e;
        }

        Abort();
        handler.OnClosed(cause);
    }

    /// <summary>Ends the connection at once; what was not sent is lost.</summary>
    public void Abort()
    {
        lock (gate)
        {
            aborted = true;
            drained?.TrySetResult();
        }

        socket.Dispose();
    }

    public void Dispose() => Abort();

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    private async Task SendAsync()
    {
        try
        {
            while (TryTakeFilled())
            {
                var rest = draining.Written;
                while (rest.Length > 0)
                {
                    rest = rest[await socket.SendAsync(rest).ConfigureAwait(false)..];
                }

                draining.Clear();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private bool TryTakeFilled()
    {
        lock (gate)
        {
            if (filling.Length == 0)
            {
                sending = false;
                drained?.TrySetResult();
                drained = null;
                return false;
            }

            (filling, draining) = (draining, filling);
            return true;
        }
    }

    private int Dispatch(ReadOnlySpan<byte> bytes, IFrameHandler handler)
    {
        var consumed = 0;
        while (IsOpen && TryReadLength(bytes[consumed..], out var length) && bytes.Length - consumed - PrefixBytes >= length)
        {
            var frame = bytes.Slice(consumed + PrefixBytes, length);
            handler.OnFrame((FrameKind)frame[0], BinaryPrimitives.ReadUInt32LittleEndian(frame[1..]), frame[HeadBytes..]);
            consumed += PrefixBytes + length;
        }

        return consumed;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(bytes, out length))
        {
            return false;
        }

        CheckLength(length);
        return true;
    }

    private static void CheckLength(int length)
    {
        if (length is < HeadBytes or > Limits.FrameBytes)
        {
            throw new InvalidDataException($"A frame of {length} bytes is not of this protocol.");
        }
    }

    /// <summary>Room for the frame that has begun to arrive; back to the usual size after a large one.</summary>
    private static byte[] Fit(byte[] buffer, int filled)
    {
        var needed = TryReadLength(buffer.AsSpan(0, filled), out var length) ? PrefixBytes + length : 0;
        var size = Math.Max(ReadBufferBytes, needed);
        if (size == buffer.Length)
        {
            return buffer;
        }

        var fitting = new byte[Math.Max(size, filled)];
        buffer.AsSpan(0, filled).CopyTo(fitting);
        return fitting;
    }
}
