using System.Text;
using Serverless.Tests.Support;
using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

/// <summary>A message wrong in several ways is refused for the first of them: headers, time, content, signatures.</summary>
public sealed class OrderOfChecksTests
{
    private readonly Webhook webhook = new(Vectors.SecretA, Vectors.A.Clock);
    private readonly Webhook late = new(Vectors.SecretA, new ManualClock(Vectors.A.Clock.GetUtcNow().AddHours(1)));

    [Fact]
    public void Arguments_come_before_headers()
    {
        Assert.Throws<ArgumentNullException>("payload", () => webhook.Verify(null, _ => null));
    }

    [Fact]
    public void Headers_come_before_the_time()
    {
        Assert.Equal("Missing Required Headers", (Vectors.A with { Id = "" }).Refusal(late));
        Assert.Equal("Missing Required Headers", (Vectors.A with { Signature = "", Timestamp = "x" }).Refusal(webhook));
    }

    [Fact]
    public void The_time_comes_before_the_content()
    {
        Assert.Equal("Message timestamp too old", (Vectors.A with { Body = "\ud83d" }).Refusal(late));
        Assert.Equal("Invalid Signature Headers", (Vectors.A with { Body = "\ud83d", Timestamp = "x" }).Refusal(webhook));
    }

    [Fact]
    public void The_time_comes_before_the_signatures()
    {
        Assert.Equal("Message timestamp too old", (Vectors.A with { Signature = "no comma" }).Refusal(late));
    }

    [Fact]
    public void The_content_comes_before_the_signatures()
    {
        var message = Vectors.A with { Body = "\ud83d", Signature = "no comma" };

        Assert.Throws<EncoderFallbackException>(() => message.Verify(webhook));
    }
}
