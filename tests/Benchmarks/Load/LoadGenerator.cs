using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Serverless.Benchmarks.Load;

/// <summary>Posts one signed webhook per user over so many connections at once, each with a thread of its own.</summary>
/// <param name="answered">Told of every answered user and when its request was sent; called on the connection's thread.</param>
internal sealed class LoadGenerator(Uri address, string secret, int concurrency, Action<int, long> answered)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Blocks until every user of the range has been accepted.</summary>
    /// <exception cref="LoadException">An answer was not 202, a connection broke, or the time was up.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the end.</exception>
    public Answers Run(int firstUser, int users, CancellationToken cancellation)
    {
        var latencies = new long[users];
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        var deadline = Stopwatch.GetTimestamp() + (long)(Longest.TotalSeconds * Stopwatch.Frequency);

        void Serve()
        {
            try
            {
                var request = new SignedRequest(address, secret);
                using var connection = new KeepAliveConnection(address);
                while (!cancellation.IsCancellationRequested && Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var at && at < users)
                {
                    var sent = Stopwatch.GetTimestamp();
                    var status = connection.Exchange(request.For(firstUser + at, DateTimeOffset.UtcNow));
                    latencies[at] = Stopwatch.GetTimestamp() - sent;
                    Check(status, sent < deadline);
                    answered(firstUser + at, sent);
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

    private static void Check(int status, bool inTime)
    {
        if (status != 202)
        {
            throw new LoadException($"A webhook was answered {status}, not 202.");
        }

        if (!inTime)
        {
            throw new LoadException($"The run was not over after {Longest}.");
        }
    }
}

/// <param name="Latencies">Of every request, in ticks of <see cref="Stopwatch"/>; signing it included.</param>
internal sealed record Answers(TimeSpan Elapsed, long[] Latencies)
{
    public double PerSecond => Latencies.Length / Elapsed.TotalSeconds;
}

/// <summary>The load cannot be run or did not go as it must; the message is for the person at the keyboard.</summary>
internal sealed class LoadException(string message) : Exception(message);
