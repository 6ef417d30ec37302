using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Tests.Support;

/// <summary>
/// A collector that keeps what it is sent, byte for byte: OTLP over HTTP with protobuf, see https://opentelemetry.io/docs/specs/otlp.
/// Texts in protobuf are plain UTF-8, so that they can be searched for without knowing where they stand.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentQueue<(string Signal, byte[] Request)> received = new();
    private readonly ConcurrentDictionary<string, bool> headers = new();

    private OtlpReceiver(WebApplication web) => this.web = web;

    public string Address => web.Urls.Single();

    /// <summary>All that came with the requests, name and value.</summary>
    public IEnumerable<string> Headers => headers.Keys;

    public static async Task<OtlpReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver.web.MapPost("/v1/{signal}", receiver.Keep);
        await receiver.web.StartAsync();
        return receiver;
    }

    /// <param name="signal">traces, metrics or logs.</param>
    public IReadOnlyList<byte[]> Requests(string signal) => [.. received.Where(kept => kept.Signal == signal).Select(kept => kept.Request)];

    /// <summary>All requests of a signal one after the other, as if they were text of one byte a character: ASCII in it reads as it is.</summary>
    public string Text(string signal) => string.Concat(Requests(signal).Select(Encoding.Latin1.GetString));

    public IReadOnlyList<OtlpSpan> Spans() => [.. Requests("traces").SelectMany(OtlpSpan.Read)];

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Keep(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        foreach (var (name, value) in request.Headers)
        {
            headers[$"{name}: {value}"] = true;
        }

        received.Enqueue((signal, body.ToArray()));
    }
}

/// <summary>What is needed here of a span; ids in hexadecimal.</summary>
/// <param name="ParentId">Empty for a root.</param>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name)
{
    // Numbers of fields, from https://github.com/open-telemetry/opentelemetry-proto, collector/trace/v1 and trace/v1.
    private const int ResourceSpans = 1;
    private const int ScopeSpans = 2;
    private const int SpansOfScope = 2;
    private const int Trace = 1;
    private const int Span = 2;
    private const int Parent = 4;
    private const int SpanName = 5;

    public static IEnumerable<OtlpSpan> Read(byte[] request) => Fields(request, ResourceSpans)
        .SelectMany(resource => Fields(resource, ScopeSpans))
        .SelectMany(scope => Fields(scope, SpansOfScope))
        .Select(span => new OtlpSpan(
            Hex(span, Trace), Hex(span, Span), Hex(span, Parent), Encoding.UTF8.GetString(Fields(span, SpanName).Single().Span)));

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Fields(message, field).Select(bytes => Convert.ToHexStringLower(bytes.Span)).SingleOrDefault("");

    /// <summary>All values of one field that have a length of their own: https://protobuf.dev/programming-guides/encoding.</summary>
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int wanted)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Number();
            var length = (tag & 7) switch
            {
                0 => Number() & 0,
                1 => 8,
                2 => Number(),
                5 => 4,
                var other => throw new InvalidDataException($"Wire type {other}."),
            };
            if (tag >> 3 == wanted)
            {
                values.Add(message.Slice(at, (int)length));
            }

            at += (int)length;
        }

        return values;

        long Number()
        {
            for (var (number, shift) = (0L, 0); ; shift += 7)
            {
                var next = message.Span[at++];
                number |= (long)(next & 127) << shift;
                if (next < 128)
                {
                    return number;
                }
            }
        }
    }
}
