using Serverless.Tests.Support;
using Svix;
using Xunit;

namespace Serverless.Tests.Local.Svix;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public void Up_to_five_minutes_off_is_accepted(int seconds)
    {
        Vectors.A.Verify(SeenAfter(TimeSpan.FromSeconds(-seconds)));
    }

    [Theory]
    [InlineData(-301_000, "Message timestamp too old")]
    [InlineData(-300_001, "Message timestamp too old")]
    [InlineData(300_001, "Message timestamp too new")]
    [InlineData(301_000, "Message timestamp too new")]
    public void More_than_five_minutes_off_is_refused(int milliseconds, string reason)
    {
        Assert.Equal(reason, Vectors.A.Refusal(SeenAfter(TimeSpan.FromMilliseconds(-milliseconds))));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1700000000x")]
    [InlineData("1700000000.0")]
    [InlineData("1,700,000,000")]
    [InlineData("0x6553f100")]
    [InlineData("1.7e9")]
    [InlineData("2023-11-14T22:13:20Z")]
    [InlineData(" ")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("253402300800")]
    [InlineData("-62135596801")]
    [InlineData("1700000000000")]
    public void A_timestamp_that_is_not_a_second_of_the_calendar_is_refused(string timestamp)
    {
        var message = Vectors.A with { Timestamp = timestamp };

        Assert.Equal("Invalid Signature Headers", message.Refusal(SeenAfter(TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("253402300799", "Message timestamp too new")]
    [InlineData("-62135596800", "Message timestamp too old")]
    [InlineData("-1", "Message timestamp too old")]
    [InlineData("0", "Message timestamp too old")]
    public void A_timestamp_far_off_is_refused(string timestamp, string reason)
    {
        var message = Vectors.A with { Timestamp = timestamp };

        Assert.Equal(reason, message.Refusal(SeenAfter(TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("+1700000000")]
    [InlineData(" 1700000000 ")]
    [InlineData("01700000000")]
    public void The_timestamp_is_signed_as_it_was_written(string timestamp)
    {
        var message = Vectors.A with { Timestamp = timestamp };

        Assert.Equal("No matching signature found", message.Refusal(SeenAfter(TimeSpan.Zero)));
    }

    [Fact]
    public void The_public_constructors_go_by_the_real_time()
    {
        var now = DateTimeOffset.UtcNow;
        var webhook = new Webhook(Vectors.SecretA);
        var message = Vectors.A with
        {
            Timestamp = now.ToUnixTimeSeconds().ToString(),
            Signature = webhook.Sign(Vectors.A.Id, now, Vectors.A.Body),
        };

        message.Verify(webhook);
        Assert.Equal("Message timestamp too old", Vectors.A.Refusal(webhook));
    }

    private static Webhook SeenAfter(TimeSpan delay) =>
        new(Vectors.SecretA, new ManualClock(Vectors.A.Clock.GetUtcNow() + delay));
}
