using System.Text;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Webhooks;

public sealed class EnvelopeTests
{
    [Theory]
    [InlineData("1716883200", 1716883200000)]
    [InlineData("1654012591835", 1654012591835)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("\"1654012591835\"", null)]
    [InlineData("{\"deep\":[1,2]}", null)]
    [InlineData("1e30", null)]
    public void Time_is_read_in_seconds_and_in_milliseconds(string written, long? expected) =>
        Assert.Equal(expected, Read($$"""{"type":"user.created","timestamp":{{written}}}""")!.OccurredAt);

    [Fact]
    public void Order_of_members_and_unknown_members_do_not_matter() => Assert.Equal(
        new Envelope("user.updated", "ins_1", null),
        Read("""{"new":{"type":"no"},"instance_id":"ins_1","data":{"type":"no","list":[{"type":"no"}]},"type":"user.updated"}"""));

    [Fact]
    public void Escaped_names_are_names_all_the_same() => Assert.Equal("user.created", Read("""{"\u0074ype":"user.created"}""")!.Type);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"user.created\"")]
    [InlineData("{}")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"type":"user.created" """)]
    [InlineData("""{"type":"user.created"} trailing""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("not json")]
    public void What_is_not_an_event_is_none(string body) => Assert.Null(Read(body));

    [Fact]
    public void Bytes_that_are_not_text_are_no_event() => Assert.Null(Envelope.Read([0x7b, 0xff, 0xfe, 0x7d]));

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed() =>
        Assert.Null(Read($$"""{"type":"user.created","data":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}"""));

    private static Envelope? Read(string body) => Envelope.Read(Encoding.UTF8.GetBytes(body));
}
