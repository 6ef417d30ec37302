using System.Text.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_dead_letters_are_looked_at : IAsyncLifetime
{
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(TimeSpan.FromMilliseconds(100));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task They_are_shown_with_all_that_is_known_and_nothing_personal()
    {
        var id = (await stack.Fail(1))[0];
        await stack.FailForGood(1);

        var page = await stack.DeadLetters();

        var (first, second) = (page.GetProperty("items")[0], page.GetProperty("items")[1]);
        Assert.Equal(
            ("user-events", "user.created", "RetriesExhausted", "CosmosException", id, 0, 0),
            (Text(first, "queue"), Text(first, "type"), Text(first, "reason"), Text(first, "error"), first.GetProperty("about").GetProperty("user").GetString(),
                first.GetProperty("timesSetAside").GetInt32(), first.GetProperty("timesRedriven").GetInt32()));
        Assert.StartsWith("msg_", Text(first, "messageId"), StringComparison.Ordinal);
        Assert.Equal(Text(first, "messageId"), Text(first, "originalId"));
        Assert.True(first.GetProperty("deadLetteredAt").GetDateTimeOffset() >= first.GetProperty("enqueuedAt").GetDateTimeOffset().AddSeconds(-1));
        Assert.Equal(("user.deleted", "UserWithoutId"), (Text(second, "type"), Text(second, "reason")));
        Assert.Equal(
            """[{"queue":"user-events","reason":"RetriesExhausted","count":1},{"queue":"user-events","reason":"UserWithoutId","count":1}]""",
            page.GetProperty("totals").GetProperty("counts").GetRawText());
        Assert.All(
            new[] { "Mara", "Ilves", "northwind", "img.example", "203.0.113" },
            personal => Assert.DoesNotContain(personal, page.GetRawText(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await stack.Fail(3);
        var before = stack.Emulators.ServiceBus.Counts("user-events");

        await stack.DeadLetters();
        await stack.Ask("redrive", """{"all":true,"preview":true}""");
        await stack.Ask("discard", """{"all":true,"because":"to see","preview":true}""");

        Assert.Equal(before, stack.Emulators.ServiceBus.Counts("user-events"));
        Assert.Empty((await stack.DeadLetters("/runs")).GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public async Task Pages_hold_each_of_them_once()
    {
        await stack.Fail(7);
        var (seen, cursor) = (new List<long>(), "");
        do
        {
            var page = await stack.DeadLetters($"?limit=3{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sequenceNumber").GetInt64()));
            Assert.Equal(cursor.Length == 0, page.TryGetProperty("totals", out _));
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.Distinct().Order(), seen);
    }

    [Theory]
    [InlineData("?reason=UserWithoutId", 1)]
    [InlineData("?type=user.created", 2)]
    [InlineData("?queue=user-events", 3)]
    [InlineData("?queue=invitations", 0)]
    [InlineData("?queue=user-events&type=user.created&reason=UserWithoutId", 0)]
    public async Task Only_those_asked_for_are_shown_and_counted(string query, int expected)
    {
        await stack.Fail(2);
        await stack.FailForGood(1);

        var page = await stack.DeadLetters(query);

        Assert.Equal(expected, page.GetProperty("items").GetArrayLength());
        Assert.Equal(expected, page.GetProperty("totals").GetProperty("counts").EnumerateArray().Sum(count => count.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task Preview_says_how_many_it_would_be()
    {
        await stack.Fail(2);
        await stack.FailForGood(1);

        var preview = (await stack.Ask("redrive", """{"reason":"RetriesExhausted","preview":true}""")).Body;

        Assert.Equal("""{"total":2,"counts":[{"queue":"user-events","reason":"RetriesExhausted","count":2}],"hasMore":false}""", preview.GetRawText());
    }

    [Theory]
    [InlineData("redrive", "{}", "dead-letters-filter")]
    [InlineData("redrive", """{"queue":"orders"}""", "dead-letters-queue")]
    [InlineData("redrive", """{"messages":[{"queue":"user-events","sequenceNumber":1,"body":""}]}""", "bad-body")]
    [InlineData("redrive", """{"all":true,"olderThanMinutes":0}""", "dead-letters-age")]
    [InlineData("discard", """{"all":true}""", "bad-body")]
    [InlineData("discard", """{"all":true,"because":"no"}""", "dead-letters-because")]
    public async Task What_cannot_be_meant_is_named(string what, string body, string code)
    {
        var answer = await stack.Ask(what, body);

        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
