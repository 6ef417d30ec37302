using System.Diagnostics;
using System.Threading.Channels;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// Looks for a sample of the users as a reader would, the longest waiting first, and so seldom that it does not disturb.
/// Webhooks are applied nearly in their order, so those behind the first can hardly be visible much sooner.
/// </summary>
internal sealed class VisibilityProbe(IContender contender)
{
    /// <summary>One user of so many is looked for.</summary>
    public const int Every = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<(int User, long Sent)> samples = Channel.CreateUnbounded<(int, long)>();

    public void Answered(int user, long sent)
    {
        if (user % Every == 0)
        {
            samples.Writer.TryWrite((user, sent));
        }
    }

    public void AllAnswered() => samples.Writer.Complete();

    /// <summary>Ends when every sampled user has been seen.</summary>
    /// <returns>Times from sending the request to seeing the user, in ticks of <see cref="Stopwatch"/>, up to 20 ms too long.</returns>
    public async Task<long[]> Watch(CancellationToken cancellation)
    {
        var times = new List<long>();
        await foreach (var (user, sent) in samples.Reader.ReadAllAsync(cancellation))
        {
            while (!await contender.IsVisible(SignedRequest.ClerkId(user), cancellation))
            {
                await Task.Delay(Pause, cancellation);
            }

            times.Add(Stopwatch.GetTimestamp() - sent);
        }

        return [.. times];
    }
}
