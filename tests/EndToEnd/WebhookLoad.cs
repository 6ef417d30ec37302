using System.Collections.Concurrent;
using Local.Stack;
using Serverless.Tests.Support;

namespace Serverless.Tests.EndToEnd;

/// <summary>
/// Sends changes of many users to all instances until told to stop, and, as Svix does, sends each again under its id until
/// it is answered with 2xx. Remembers what was promised: the newest accepted version of each user.
/// </summary>
internal sealed class WebhookLoad(StackSettings settings, int seed) : IAsyncDisposable
{
    private const int Senders = 6;
    private const int UsersPerSender = 200;
    private const long FirstVersion = 1_767_261_600_000;
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stopping = new();
    private readonly string run = $"{seed}{Guid.NewGuid():N}"[..12];
    private long accepted;
    private long refused;
    private Task senders = Task.CompletedTask;

    /// <summary>By Clerk's id, the newest version that was answered with 2xx.</summary>
    public ConcurrentDictionary<string, long> Promised { get; } = [];

    public long Accepted => Interlocked.Read(ref accepted);

    public long Refused => Interlocked.Read(ref refused);

    public void Start() => senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => Send(sender))));

    /// <summary>Returns when every event under way was accepted: nothing is left half promised.</summary>
    public async Task Stop()
    {
        await stopping.CancelAsync();
        await senders;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        stopping.Dispose();
    }

    private async Task Send(int number)
    {
        var random = new Random(seed + number);
        var doors = settings.Ports.Apps.Select((_, instance) => new WebhookSender(settings.WebhookAddressOf(instance), settings.SigningSecret)).ToList();
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var clerkId = $"user_{run}{number}{random.Next(UsersPerSender)}";
            var version = FirstVersion + i;
            var json = Payloads.With("user.updated", ("id", clerkId), ("updated_at", version), ("first_name", $"N{version}"));
            var id = TestStack.NewId();
            while (!await Accepts(doors[random.Next(doors.Count)], id, json))
            {
                Interlocked.Increment(ref refused);
                await Task.Delay(PauseAfterRefusal, CancellationToken.None);
            }

            Interlocked.Increment(ref accepted);
            Promised[clerkId] = version;
        }

        doors.ForEach(door => door.Dispose());
    }

    private static async Task<bool> Accepts(WebhookSender door, string id, string json)
    {
        try
        {
            return (int)(await door.Send(id, json, CancellationToken.None)).Status is >= 200 and < 300;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
