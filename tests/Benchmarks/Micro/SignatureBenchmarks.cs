using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Serverless.Webhooks;
using Svix;

namespace Serverless.Benchmarks.Micro;

/// <summary>The door's check of a signature against the bare hash, which nobody can do without.</summary>
public class SignatureBenchmarks
{
    private const string Id = "msg_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd";
    private const string KeyBase64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    private readonly Dictionary<string, string?> headers = [];
    private byte[] key = [];
    private byte[] body = [];
    private byte[] signedContent = [];
    private SignatureVerifier verifier = null!;

    [Params(300, 2_000, 20_000)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void Sign()
    {
        var secret = "whsec_" + KeyBase64;
        var now = DateTimeOffset.UtcNow;
        var timestamp = $"{now.ToUnixTimeSeconds()}";
        var frame = """{"type":"user.created","data":{"text":""}}""";
        var text = frame.Replace("\"\"", $"\"{new string('x', BodyBytes - frame.Length)}\"", StringComparison.Ordinal);

        key = Convert.FromBase64String(KeyBase64);
        body = Encoding.UTF8.GetBytes(text);
        signedContent = Encoding.UTF8.GetBytes($"{Id}.{timestamp}.{text}");
        headers["svix-id"] = Id;
        headers["svix-timestamp"] = timestamp;
        headers["svix-signature"] = new Webhook(secret).Sign(Id, now, text);
        verifier = new SignatureVerifier(new WebhookSettings(new ConfigurationBuilder()
            .AddInMemoryCollection([new("CLERK_WEBHOOK_SIGNING_SECRET", secret)])
            .Build()));
        if (!IsSigned())
        {
            throw new InvalidOperationException("The signature does not verify: a refusal would be measured.");
        }
    }

    [Benchmark(Baseline = true)]
    public byte[] HashOnly() => HMACSHA256.HashData(key, signedContent);

    [Benchmark]
    public bool IsSigned() => verifier.IsSigned(body, name => headers.GetValueOrDefault(name));
}
