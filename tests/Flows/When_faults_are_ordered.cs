using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Faults over the control endpoint, as a person orders them with curl.</summary>
public sealed class When_faults_are_ordered : IAsyncLifetime
{
    private TestStack stack = null!;
    private HttpClient control = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        control = new HttpClient { BaseAddress = stack.ControlAddress };
    }

    public ValueTask DisposeAsync()
    {
        control.Dispose();
        return stack.DisposeAsync();
    }

    [Fact]
    public async Task Broker_that_is_told_to_be_busy_is_busy_until_told_otherwise()
    {
        await Order("service-bus", new { fault = "ServiceBusy", operation = "Send" });
        using (var refused = await stack.Post(Payloads.Text("user.created")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        var counters = await control.GetFromJsonAsync<JsonElement>("/faults", Cancellation);
        Assert.Contains(
            counters.GetProperty("serviceBus").GetProperty("hits").EnumerateArray(),
            hit => hit.GetProperty("fault").GetString() == "ServiceBusy" && hit.GetProperty("hits").GetInt64() > 0);

        using (var cleared = await control.DeleteAsync("/faults", Cancellation))
        {
            Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
        }

        await stack.Accept(Payloads.Text("user.created"));
    }

    [Fact]
    public async Task Store_that_is_told_to_throttle_delays_an_event_and_counts_it()
    {
        var clerkId = $"user_{Guid.NewGuid():N}";
        await Order("cosmos", new { kind = "Answer", status = 429, substatus = 3200, retryAfterMilliseconds = 5, pathContains = "/docs", times = 3, name = "throttle" });

        await stack.Accept(Payloads.With("user.created", ("id", clerkId)));
        await stack.Quiet();

        Assert.NotNull(await stack.User(clerkId));
        var counters = await control.GetFromJsonAsync<JsonElement>("/faults", Cancellation);
        Assert.Equal(3, counters.GetProperty("cosmos").GetProperty("rules")[0].GetProperty("hits").GetInt32());
    }

    [Theory]
    [InlineData("service-bus", "{}")]
    [InlineData("service-bus", """{"fault":"ServiceBusy","operation":"Send","surprise":1}""")]
    [InlineData("service-bus", """{"fault":"Meteor"}""")]
    [InlineData("cosmos", """{"kind":"Answer"}""")]
    [InlineData("cosmos", "not json")]
    [InlineData("cosmos", "null")]
    public async Task Order_that_makes_no_sense_is_refused_with_a_reason(string emulator, string order)
    {
        using var answer = await control.PostAsync($"/faults/{emulator}", new StringContent(order), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("problem").GetString()!);
    }

    private async Task Order(string emulator, object order)
    {
        using var answer = await control.PostAsJsonAsync($"/faults/{emulator}", order, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
