using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Faults of requests and lists, ordered as JSON from outside.</summary>
public sealed class RequestFaultTests
{
    [Fact]
    public async Task Storm_of_429_says_when_to_come_back_and_ends_by_itself()
    {
        await using var clerk = await RunningClerk.StartAsync();
        await OrderAsync(clerk, """{"kind":"Answer","status":429,"retryAfterMilliseconds":2500,"lastsMilliseconds":60000}""");

        var refused = await clerk.SendAsync("GET /users");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests"), (refused.Status, refused.Code));
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);

        clerk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("GET /users")).Status);
    }

    [Fact]
    public async Task Rule_hits_its_method_and_path_alone()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());
        await OrderAsync(clerk, """{"kind":"Answer","status":500,"method":"PATCH","pathContains":"/metadata","skip":1,"times":1}""");

        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"PATCH /users/{user.Id}", "{}")).Status);
        Assert.Equal("internal_clerk_error", (await ChangeAsync()).Code);
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync()).Status);

        Task<Answer> ChangeAsync() => clerk.SendAsync($"PATCH /users/{user.Id}/metadata", "{}");
    }

    [Theory]
    [InlineData("""{"kind":"AnswerAfterHandling","status":503}""", true)]
    [InlineData("""{"kind":"CloseAfterHandling"}""", true)]
    [InlineData("""{"kind":"CloseBeforeHandling"}""", false)]
    [InlineData("""{"kind":"Answer","status":503}""", false)]
    public async Task Failure_may_come_before_or_after_the_change(string order, bool done)
    {
        await using var clerk = await RunningClerk.StartAsync();
        await OrderAsync(clerk, order);

        var failed = order.Contains("Close", StringComparison.Ordinal)
            ? await Assert.ThrowsAsync<HttpRequestException>(() => clerk.SendAsync("POST /users", "{}")) is not null
            : (await clerk.SendAsync("POST /users", "{}")).Status == HttpStatusCode.ServiceUnavailable;

        Assert.True(failed);
        Assert.Equal(done ? 1 : 0, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Slow_answer_comes_when_its_time_has_passed()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var rule = clerk.Simulator.Faults.Add(new ClerkFault(new ClerkFaultAction.Delay(TimeSpan.FromSeconds(5))));
        var slow = clerk.SendAsync("POST /users", "{}");
        await Eventually(() => rule.Hits == 1);
        var begun = clerk.Clock.GetUtcNow();

        await Eventually(() =>
        {
            clerk.Clock.Advance(TimeSpan.FromSeconds(1));
            return slow.IsCompleted;
        });

        Assert.Equal(HttpStatusCode.OK, (await slow).Status);
        Assert.True(clerk.Directory.Users()[0].CreatedAt >= begun.AddSeconds(5).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("ServiceUnavailable")]
    [InlineData("ConnectionsClosed")]
    public async Task Outage_ends_when_its_time_is_over(string outage)
    {
        await using var clerk = await RunningClerk.StartAsync();
        await OrderAsync(clerk, $$"""{"kind":"Outage","outage":"{{outage}}","lastsMilliseconds":60000}""");

        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(clerk));
        clerk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(clerk));
        Assert.Equal(1, clerk.Simulator.Faults.OutageHits);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 10)]
    [InlineData(0.25, 5)]
    public async Task Page_may_end_early(double share, int given)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUsers(30);
        clerk.Simulator.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(share)));

        var page = await clerk.SendAsync("GET /users?limit=20");

        Assert.Equal((HttpStatusCode.OK, given), (page.Status, page.Ids.Count));
    }

    [Fact]
    public async Task Half_of_all_may_be_in_no_list_though_they_exist()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(200);
        await OrderAsync(clerk, """{"kind":"HideFromLists","share":0.5}""");

        var listed = await clerk.IdsAsync("/users?limit=500");
        var pages = (await clerk.IdsAsync("/users?limit=40")).Concat(await clerk.IdsAsync("/users?limit=40&offset=40"));
        var hidden = users.First(user => !listed.Contains(user.Id));

        Assert.InRange(listed.Count, 60, 140);
        Assert.Equal(listed.Take(80), pages);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"GET /users/{hidden.Id}")).Status);
        Assert.Empty(await clerk.IdsAsync($"/users?user_id={hidden.Id}"));
        Assert.Equal(200, (await clerk.SendAsync("GET /users/count")).Number("total_count"));
    }

    [Fact]
    public async Task Counts_may_disagree_with_lists()
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUsers(10);
        clerk.Directory.CreateOrganization(new() { Name = "Northwind" });
        await OrderAsync(clerk, """{"kind":"WrongCount","factor":0.5,"difference":-1}""");

        Assert.Equal(4, (await clerk.SendAsync("GET /users/count")).Number("total_count"));
        Assert.Equal(10, (await clerk.IdsAsync("/users")).Count);
        Assert.Equal(0, (await clerk.SendAsync("GET /organizations")).Number("total_count"));
    }

    [Fact]
    public async Task Hits_are_counted_and_an_order_ends_them_all()
    {
        await using var clerk = await RunningClerk.StartAsync();
        await OrderAsync(clerk, """{"kind":"Answer","status":500,"name":"broken","pathContains":"/count"}""");
        await OrderAsync(clerk, """{"kind":"HideFromLists","share":1}""");
        clerk.Directory.CreateUser(new());
        await clerk.SendAsync("GET /users/count");
        await clerk.SendAsync("GET /users/count");
        await clerk.SendAsync("GET /users");

        var counters = (await clerk.SendAsync("GET //_local/faults")).Json.GetProperty("rules");
        Assert.Equal(["broken 2", "HideFromLists 1"], counters.EnumerateArray().Select(rule => $"{rule.GetProperty("name")} {rule.GetProperty("hits")}"));

        await OrderAsync(clerk, """{"kind":"Clear"}""");
        Assert.Single(await clerk.IdsAsync("/users"));
        Assert.Empty(clerk.Simulator.Faults.Counters().Rules);
    }

    [Theory]
    [InlineData("""{"kind":"Answer"}""", "status")]
    [InlineData("""{"kind":"Answer","status":200}""", "status")]
    [InlineData("""{"kind":"Delay"}""", "delayMilliseconds")]
    [InlineData("""{"kind":"ShortPage","share":2}""", "share")]
    [InlineData("""{"kind":"HideFromLists"}""", "share")]
    [InlineData("""{"kind":"DropWebhook","probability":1.5}""", "probability")]
    [InlineData("""{"kind":"Answer","status":500,"skip":-1}""", "skip")]
    [InlineData("""{"kind":"Answer","status":500,"lastsMilliseconds":0}""", "lastsMilliseconds")]
    [InlineData("""{"kind":"Nonsense"}""", "Kind")]
    [InlineData("""{"kind":"Clear","colour":"red"}""", "colour")]
    public async Task Order_that_makes_no_sense_is_refused_with_a_reason(string order, string named)
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("POST //_local/faults", order);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Json.GetProperty("errors")[0].GetProperty("long_message").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task OrderAsync(RunningClerk clerk, string order) =>
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("POST //_local/faults", order)).Status);

    private static async Task Eventually(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<HttpStatusCode?> StatusAsync(RunningClerk clerk)
    {
        try
        {
            return (await clerk.SendAsync("GET /users")).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
