using System.Net;
using System.Text;
using System.Text.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>The answers of the door, one after the other, over HTTP.</summary>
public sealed class When_a_webhook_arrives(When_a_webhook_arrives.Environment environment) : IClassFixture<When_a_webhook_arrives.Environment>
{
    private readonly TestStack stack = environment.Running;

    [Fact]
    public async Task Signed_event_is_accepted_with_202_and_queued()
    {
        var before = Enqueued("organization-events");

        using var answer = await stack.Post(Payloads.Text("organization.created"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(before + 1, Enqueued("organization-events"));
    }

    [Theory]
    [InlineData("session.created")]
    [InlineData("email.created")]
    [InlineData("user.archived")]
    public async Task Type_that_is_not_handled_is_acknowledged_with_200_and_not_queued(string payload)
    {
        var before = Enqueued("user-events") + Enqueued("organization-events");

        using var answer = await stack.Post(Payloads.Text(payload));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before, Enqueued("user-events") + Enqueued("organization-events"));
    }

    [Fact]
    public async Task Event_of_another_instance_is_acknowledged_with_200_and_not_queued()
    {
        var before = Enqueued("user-events");

        using var answer = await stack.Post(Payloads.Text("user.created.other-instance"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before, Enqueued("user-events"));
    }

    [Fact]
    public async Task Empty_body_is_400_with_a_reason()
    {
        using var request = TestStack.Request([]);

        await Expect(await stack.App.Http.SendAsync(request, Cancellation), HttpStatusCode.BadRequest, "empty-body");
    }

    [Fact]
    public async Task Chunked_body_which_the_host_hands_over_empty_is_400_with_a_reason()
    {
        using var request = TestStack.Request(Payloads.Bytes("user.created"));
        request.Headers.TransferEncodingChunked = true;

        await Expect(await stack.App.Http.SendAsync(request, Cancellation), HttpStatusCode.BadRequest, "empty-body");
    }

    [Fact]
    public async Task Body_over_the_limit_is_413()
    {
        var padded = Payloads.With("user.created", ("padding", new string('x', ASettings.Webhooks().MaxBodyBytes)));

        await Expect(await stack.Post(padded), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task Body_just_under_the_limit_is_accepted()
    {
        var settings = ASettings.Webhooks();
        var room = settings.MaxBodyBytes - Encoding.UTF8.GetByteCount(Payloads.With("organization.created", ("padding", "")));

        using var answer = await stack.Post(Payloads.With("organization.created", ("padding", new string('x', room))));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Missing_signature_is_401()
    {
        using var request = TestStack.Request(Payloads.Bytes("user.created"));

        await Expect(await stack.App.Http.SendAsync(request, Cancellation), HttpStatusCode.Unauthorized, "not-signed");
    }

    [Fact]
    public async Task Signature_of_another_secret_is_401_without_detail()
    {
        using var answer = await stack.Post(Payloads.Text("user.created"), secret: ASettings.OtherSecret);

        Assert.Matches(
            """^\{"status":401,"code":"not-signed","title":"The signature is missing or not valid\.","traceId":"[0-9a-f]{32}"\}$""",
            await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Signed_body_that_is_no_event_is_400() =>
        await Expect(await stack.Post("hello"), HttpStatusCode.BadRequest, "not-an-event");

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Any_other_verb_is_404(string verb)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), "/api/webhooks/clerk");
        using var answer = await stack.App.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long Enqueued(string queue) => stack.Emulators.ServiceBus.Counts(queue).TotalEnqueued;

    private static async Task Expect(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal(code, problem.GetProperty("code").GetString());
        }
    }

    public sealed class Environment : IAsyncLifetime
    {
        internal TestStack Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await TestStack.Start(
            null, ("CLERK_INSTANCE_ID", "ins_2pQ7vXkTqz0RfUo1LwB9cDeHjKm"));

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
