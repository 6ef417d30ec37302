using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// One HTTP/1.1 connection that is kept open, spoken with blocking calls: two system calls for a request and no thread to
/// wake up in between, so that what is measured is the server.
/// </summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        SendTimeout = (int)Patience.TotalMilliseconds,
        ReceiveTimeout = (int)Patience.TotalMilliseconds,
    };

    // A webhook door answers a few lines, and a person is described in less than a page.
    private readonly byte[] answer = new byte[8 * 1024];

    public KeepAliveConnection(Uri address) => socket.Connect(IPAddress.Loopback, address.Port);

    /// <returns>The status of the answer, which has been read to its end.</returns>
    /// <exception cref="InvalidDataException">The answer cannot be understood, or is too long.</exception>
    /// <exception cref="SocketException">The connection broke, or no answer came in time.</exception>
    public int Exchange(ReadOnlySpan<byte> request)
    {
        for (var rest = request; rest.Length > 0;)
        {
            rest = rest[socket.Send(rest)..];
        }

        var filled = 0;
        while (filled < answer.Length)
        {
            var count = socket.Receive(answer.AsSpan(filled));
            if (count == 0)
            {
                throw new InvalidDataException("The server closed the connection.");
            }

            filled += count;
            var read = answer.AsSpan(0, filled);
            var headEnd = read.IndexOf("\r\n\r\n"u8);
            if (headEnd >= 0 && filled >= headEnd + 4 + BodyLength(read[..headEnd]))
            {
                return Status(read);
            }
        }

        throw new InvalidDataException($"The answer is longer than {answer.Length} bytes.");
    }

    public void Dispose() => socket.Dispose();

    private static int Status(ReadOnlySpan<byte> head) =>
        head.StartsWith("HTTP/1.1 "u8) && head.Length >= 12 && int.TryParse(head[9..12], out var status)
            ? status
            : throw new InvalidDataException($"Not an HTTP/1.1 answer: {Encoding.ASCII.GetString(head)}");

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        foreach (var line in head.Split("\r\n"u8))
        {
            var field = head[line];
            var colon = field.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(field[..colon], "content-length"u8)
                && int.TryParse(field[(colon + 1)..].Trim((byte)' '), out var length))
            {
                return length;
            }
        }

        throw new InvalidDataException($"An answer without Content-Length: {Encoding.ASCII.GetString(head)}");
    }
}
