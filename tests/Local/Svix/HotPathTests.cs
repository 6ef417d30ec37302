using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class HotPathTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public void Verifying_allocates_nothing(int size)
    {
        var webhook = new Webhook(Vectors.SecretA, Vectors.A.Clock);
        var body = new string('a', size);
        var signature = webhook.Sign(Vectors.A.Id, Vectors.A.Clock.GetUtcNow(), body);
        Func<string?, string?> header = name => name switch
        {
            "svix-id" => Vectors.A.Id,
            "svix-timestamp" => Vectors.A.Timestamp,
            "svix-signature" => signature,
            _ => null,
        };

        // The least of several rounds: a garbage collection may empty the array pool during any one of them.
        var least = Enumerable.Range(0, 20).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            webhook.Verify(body, header);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, least);
    }

    [Fact]
    public void One_instance_serves_many_threads()
    {
        var webhook = new Webhook(Vectors.SecretA, Vectors.A.Clock);
        var bodies = Enumerable.Range(0, 200).Select(i => new string((char)('a' + i % 26), 900 + i * 20)).ToArray();

        Parallel.ForEach(bodies, body =>
        {
            var signature = webhook.Sign(Vectors.A.Id, Vectors.A.Clock.GetUtcNow(), body);
            (Vectors.A with { Body = body, Signature = signature }).Verify(webhook);
        });
    }
}
