using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Serverless.Platform.Clerk;
using Serverless.Users;
using Serverless.Webhooks;

namespace Serverless.Benchmarks.Micro;

/// <summary>What the door and the queue function read of an event, against merely parsing it.</summary>
public class ReadingBenchmarks
{
    private readonly byte[] body = Recorded.Bytes("user.updated");
    private ClerkEvent message = null!;

    [GlobalSetup]
    public void Receive()
    {
        message = new ClerkEvent("msg_1", "user.updated", 1767267000218, TraceParent: null, BinaryData.FromBytes(body));
        if (Envelope() is null || User() is not UserReading.Read)
        {
            throw new InvalidOperationException("The recorded event cannot be read: a refusal would be measured.");
        }
    }

    [Benchmark(Baseline = true)]
    public JsonValueKind Parse()
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind;
    }

    [Benchmark]
    public Envelope? Envelope() => Webhooks.Envelope.Read(body);

    [Benchmark]
    public UserReading User() => ClerkUserReader.Read(message);
}
