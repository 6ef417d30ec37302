using Local.Journal;
using Local.ServiceBus;
using Local.ServiceBus.Durability;
using Local.ServiceBus.Engine;
using Serverless.Tests.Local.ServiceBus.Engine;
using Serverless.Tests.Support;

namespace Serverless.Tests.Local.ServiceBus.Durability;

/// <summary>A queue with a file, and what would be left of it if the process were killed at this moment.</summary>
internal sealed class DurableQueue : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("queue-").FullName;
    private readonly QueueDefinition definition;
    private readonly JournalOptions options;
    private readonly List<QueueHarness> opened = [];

    public DurableQueue(QueueDefinition definition, JournalOptions? options = null)
    {
        this.definition = definition;
        this.options = options ?? new JournalOptions();
        Alive = Open(Path.Combine(folder, "alive.journal"));
    }

    public ManualClock Clock { get; } = new();

    public QueueHarness Alive { get; }

    public string File => Path.Combine(folder, "alive.journal");

    /// <summary>Started anew from what was on disk when the queue said that everything was.</summary>
    public async Task<QueueHarness> CrashAsync(Func<byte[], byte[]>? cut = null)
    {
        await Alive.Queue.Written;
        var copy = Path.Combine(folder, $"{opened.Count}.journal");
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(copy, cut is null ? bytes : cut(bytes));
        return Open(copy);
    }

    /// <summary>Every message in every state, as text.</summary>
    public static string Describe(MessageQueue queue) => string.Join('\n', new[] { queue.Active, queue.DeadLetters }
        .SelectMany(it => queue.Peek(it, 0, int.MaxValue).Select(message =>
            $"{it.IsDeadLetters} {message.Header} {Convert.ToHexString(message.Content)}")));

    public void Dispose()
    {
        opened.ForEach(it => it.Dispose());
        Directory.Delete(folder, recursive: true);
    }

    private QueueHarness Open(string file)
    {
        var harness = new QueueHarness(definition, new StateFile(file, options), Clock);
        opened.Add(harness);
        return harness;
    }
}
