using System.Text;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Webhooks;

public sealed class WebhookRulesTests
{
    private const string UserCreated = """{"type":"user.created","instance_id":"ins_ours","timestamp":1654012591835,"data":{}}""";

    [Fact]
    public void Signed_event_of_a_handled_type_is_published() => Assert.Equal(
        new WebhookDecision.Publish(Queues.UserEvents, new Envelope("user.created", "ins_ours", 1654012591835)), Decide(UserCreated));

    [Fact]
    public void Event_of_our_own_instance_is_published() =>
        Assert.IsType<WebhookDecision.Publish>(Decide(UserCreated, instance: "ins_ours"));

    [Theory]
    [InlineData(UserCreated)]
    [InlineData("""{"type":"user.created"}""")]
    public void Event_of_another_or_an_unnamed_instance_is_acknowledged_and_dropped(string body) => Assert.Equal(
        new WebhookDecision.Ignore(WebhookRefusal.OtherInstance, "user.created"), Decide(body, instance: "ins_theirs"));

    [Theory]
    [InlineData("session.created")]
    [InlineData("user.invented")]
    [InlineData("USER.CREATED")]
    public void Type_we_do_not_handle_is_acknowledged_and_dropped(string type) => Assert.Equal(
        new WebhookDecision.Ignore(WebhookRefusal.TypeNotHandled, type), Decide($$"""{"type":"{{type}}"}"""));

    [Fact]
    public void Empty_body_is_refused_without_asking_for_a_signature() => Assert.Equal(
        new WebhookDecision.Refuse(WebhookRefusal.EmptyBody),
        WebhookRules.Decide([], ASettings.Webhooks(), _ => throw new InvalidOperationException("asked")));

    [Fact]
    public void Body_over_the_limit_is_refused_without_asking_for_a_signature()
    {
        var settings = ASettings.Webhooks();

        Assert.Equal(
            new WebhookDecision.Refuse(WebhookRefusal.TooLarge),
            WebhookRules.Decide(new byte[settings.MaxBodyBytes + 1], settings, _ => throw new InvalidOperationException("asked")));
    }

    [Fact]
    public void Body_of_exactly_the_limit_is_looked_at()
    {
        var settings = ASettings.Webhooks();

        Assert.Equal(
            new WebhookDecision.Refuse(WebhookRefusal.NotSigned), WebhookRules.Decide(new byte[settings.MaxBodyBytes], settings, _ => false));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData(UserCreated)]
    public void Nothing_is_believed_without_a_signature(string body) =>
        Assert.Equal(new WebhookDecision.Refuse(WebhookRefusal.NotSigned), Decide(body, signed: false));

    [Fact]
    public void Signed_body_that_is_no_event_is_refused() =>
        Assert.Equal(new WebhookDecision.Refuse(WebhookRefusal.NotAnEvent), Decide("not json"));

    private static WebhookDecision Decide(string body, bool signed = true, string? instance = null) =>
        WebhookRules.Decide(Encoding.UTF8.GetBytes(body), ASettings.Webhooks(instance: instance), _ => signed);
}
