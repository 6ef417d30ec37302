using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform;

/// <summary>Ids and properties of copies: of a message that is set aside, and of a dead letter that gets another life.</summary>
public sealed class CopiesTests
{
    [Fact]
    public void Copy_has_the_same_new_id_whenever_it_is_made()
    {
        var letter = ADeadLetter.Message();

        Assert.Equal("msg_1~r1", RedrivenCopy.Of(letter, "dlr_1").MessageId);
        Assert.Equal("msg_1~r1", RedrivenCopy.Of(letter, "dlr_2").MessageId);
    }

    [Fact]
    public void Every_life_has_ids_of_its_own()
    {
        var message = ADeadLetter.Message();
        var ids = new List<string> { message.MessageId };
        for (var life = 0; life < 3; life++)
        {
            for (var time = 0; time < 3; time++)
            {
                message = ADeadLetter.Received(DelayedCopy.Of(message).Message);
                ids.Add(message.MessageId);
            }

            message = ADeadLetter.Received(RedrivenCopy.Of(message, "dlr_1"));
            ids.Add(message.MessageId);
        }

        Assert.Equal(
            "msg_1 msg_1~1 msg_1~2 msg_1~3 msg_1~r1 msg_1~r1~1 msg_1~r1~2 msg_1~r1~3 msg_1~r2 msg_1~r2~1 msg_1~r2~2 msg_1~r2~3 msg_1~r3",
            string.Join(' ', ids));
    }

    [Theory]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(128)]
    public void Ids_are_never_longer_than_the_broker_allows(int length)
    {
        var letter = ADeadLetter.Message(
            new string('a', length), "{}", (RedrivenCopy.TimesRedrivenProperty, int.MaxValue - 1), (DelayedCopy.TimesSetAsideProperty, 119));

        Assert.InRange(RedrivenCopy.Of(letter, "dlr_1").MessageId.Length, 1, 128);
        Assert.InRange(DelayedCopy.Of(letter).Message.MessageId.Length, 1, 128);
    }

    [Fact]
    public void Long_ids_that_differ_at_the_end_stay_different() => Assert.NotEqual(
        RedrivenCopy.Of(ADeadLetter.Message(new string('a', 127) + "1"), "dlr_1").MessageId,
        RedrivenCopy.Of(ADeadLetter.Message(new string('a', 127) + "2"), "dlr_1").MessageId);

    [Fact]
    public void Another_life_begins_with_what_came_in_and_nothing_of_the_life_before()
    {
        var letter = ADeadLetter.Message(
            "msg_1~120",
            """{"data":{}}""",
            ("Diagnostic-Id", "00-1-2-01"),
            ("occurred-at", 5L),
            (DelayedCopy.OriginalIdProperty, "msg_1"),
            (DelayedCopy.TimesSetAsideProperty, 120),
            (DeadLettering.TimeProperty, 9L));

        var copy = RedrivenCopy.Of(letter, "dlr_1");

        Assert.Equal(("""{"data":{}}""", "user.created"), (copy.Body.ToString(), copy.Subject));
        Assert.Equal(
            ["Diagnostic-Id=00-1-2-01", "occurred-at=5", "original-message-id=msg_1", "redrive-run=dlr_1", "redriven=1"],
            copy.ApplicationProperties.Select(property => $"{property.Key}={property.Value}").Order(StringComparer.Ordinal));
    }
}
