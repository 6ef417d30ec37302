using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Local.Stack;

namespace Serverless.Benchmarks.Start;

/// <summary>From the start of a process to its first 200, in milliseconds: by the clock, and of the processor.</summary>
internal readonly record struct FirstAnswer(double Elapsed, double Processor)
{
    /// <summary>Seldom enough to leave the processor to what is measured; half of it is the error of a measurement.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="assembly">What <c>dotnet</c> is to run.</param>
    /// <param name="port">Where it listens, which must be free.</param>
    /// <exception cref="StackException">It ended, or had not answered 200 in time; the message says what it last said.</exception>
    public static async Task<FirstAnswer> Measure(
        string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment, int port, string path, CancellationToken cancellation)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        var started = Stopwatch.GetTimestamp();
        await using var app = ChildProcess.Start(Path.GetFileName(assembly), assembly, arguments, environment, readyLine: null, print: null);
        var last = "nothing";
        while (Stopwatch.GetElapsedTime(started) < Patience && !app.Exited.IsCompleted)
        {
            if (await StatusLine(port, request, cancellation) is { } answer)
            {
                var elapsed = Stopwatch.GetElapsedTime(started);
                if (answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
                {
                    return new FirstAnswer(elapsed.TotalMilliseconds, app.ProcessorTime.TotalMilliseconds);
                }

                last = answer;
            }

            await Task.Delay(BetweenTries, cancellation);
        }

        throw new StackException($"{app.Name} answered {last} to GET {path}:{Environment.NewLine}{app.LastLines()}");
    }

    /// <returns>Null while nobody listens.</returns>
    private static async Task<string?> StatusLine(int port, byte[] request, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            await socket.SendAsync(request, cancellation);
            var answer = new byte[64];
            var length = await socket.ReceiveAsync(answer, cancellation);
            return Encoding.ASCII.GetString(answer, 0, length).Split('\r')[0];
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
