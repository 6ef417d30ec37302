using System.Diagnostics;
using System.Net;
using System.Runtime.ExceptionServices;

namespace Serverless.Benchmarks.Load;

/// <summary>Sends requests over so many connections at once, each with a thread of its own.</summary>
/// <param name="requests">Makes what one connection sends.</param>
/// <param name="expected">The status that every request must be answered with.</param>
/// <param name="answered">Told of the number of every answered request and when it was sent; called on the connection's thread.</param>
internal sealed class LoadGenerator(
    Uri address, Func<IRequests> requests, HttpStatusCode expected, int concurrency, Action<int, long>? answered = null)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Ends when every request of the range has been answered.</summary>
    /// <exception cref="LoadException">An answer had another status, a connection broke, or the time was up.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the end.</exception>
    public Task<Answers> Run(int first, int count, CancellationToken cancellation) => Task.Factory.StartNew(
        () => Block(first, count, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Answers Block(int first, int count, CancellationToken cancellation)
    {
        var latencies = new long[count];
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        var deadline = Stopwatch.GetTimestamp() + (long)(Longest.TotalSeconds * Stopwatch.Frequency);

        void Serve()
        {
            try
            {
                var sender = requests();
                using var connection = new KeepAliveConnection(address);
                while (!cancellation.IsCancellationRequested && Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var at && at < count)
                {
                    var sent = Stopwatch.GetTimestamp();
                    var status = connection.Exchange(sender.Request(first + at));
                    latencies[at] = Stopwatch.GetTimestamp() - sent;
                    Check(status, sent < deadline);
                    answered?.Invoke(first + at, sent);
                }
            }
#pragma warning disable CA1031 // Whatever ends one connection ends the run, which throws it again.
            catch (Exception wrong)
#pragma warning restore CA1031
            {
                Volatile.Write(ref failure, ExceptionDispatchInfo.Capture(wrong));
            }
        }

        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, concurrency).Select(_ => new Thread(Serve, maxStackSize: 256 * 1024)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var elapsed = Stopwatch.GetElapsedTime(started);
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
        return new Answers(elapsed, latencies);
    }

    private void Check(int status, bool inTime)
    {
        if (status != (int)expected)
        {
            throw new LoadException($"A request was answered {status}, not {(int)expected}.");
        }

        if (!inTime)
        {
            throw new LoadException($"The run was not over after {Longest}.");
        }
    }
}

/// <summary>The requests of one connection. Not for several threads.</summary>
internal interface IRequests
{
    /// <summary>The bytes of the request of this number. Valid until the next call.</summary>
    ReadOnlySpan<byte> Request(int number);
}

/// <param name="Latencies">Of every request, in ticks of <see cref="Stopwatch"/>; making it included.</param>
internal sealed record Answers(TimeSpan Elapsed, long[] Latencies)
{
    public double PerSecond => Latencies.Length / Elapsed.TotalSeconds;
}

/// <summary>The load cannot be run or did not go as it must; the message is for the person at the keyboard.</summary>
internal sealed class LoadException(string message) : Exception(message);
