using System.Net.Sockets;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

/// <summary>Speaks the protocol by hand, to do what the client library never would.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);

    public RawPeer(string connectionString)
    {
        var endpoint = new Uri(connectionString.Split(';')[0]["Endpoint=".Length..]);
        socket.Connect(endpoint.Host, endpoint.Port);
    }

    public static RawPeer Greeted(string connectionString)
    {
        var peer = new RawPeer(connectionString);
        peer.Send(FrameKind.Hello, 1, static writer => writer.WriteInt64(Handshake.Greeting));
        Assert.Equal(FrameKind.Done, peer.Read());
        return peer;
    }

    public void SendRaw(byte[] bytes) => socket.Send(bytes);

    public void Send(FrameKind kind, uint correlation, Action<WireWriter> payload)
    {
        var writer = new WireWriter();
        var start = writer.BeginLength();
        writer.WriteByte((byte)kind);
        writer.WriteUInt32(correlation);
        payload(writer);
        writer.EndLength(start);
        socket.Send(writer.Written.Span);
    }

    public void Receive(string queue, uint correlation = 2) => Send(FrameKind.Receive, correlation, writer =>
    {
        writer.WriteString(queue);
        writer.WriteBool(false);
        writer.WriteInt32(1);
    });

    /// <summary>The kind of the next frame; null when the broker has ended the connection.</summary>
    public FrameKind? Read()
    {
        try
        {
            var length = Take(4);
            return length is null ? null : (FrameKind)Take(BitConverter.ToInt32(length))![0];
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    public void Dispose() => socket.Dispose();

    private byte[]? Take(int count)
    {
        var bytes = new byte[count];
        for (var taken = 0; taken < count;)
        {
            var read = socket.Receive(bytes.AsSpan(taken));
            if (read == 0)
            {
                return null;
            }

            taken += read;
        }

        return bytes;
    }
}
