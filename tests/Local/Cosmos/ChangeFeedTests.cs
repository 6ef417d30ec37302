using System.Net;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>The change feed by a clock that the test moves, and over a restart.</summary>
public sealed class ChangeFeedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cosmos-").FullName;
    private readonly ManualClock clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_from_a_time_begins_with_what_was_written_then()
    {
        await using var running = await RunningEmulator.StartAsync(new() { Clock = clock });
        await running.Users.CreateAsync(new("old", "t1"));
        await running.Users.CreateAsync(new("changed", "t1"));
        clock.Advance(TimeSpan.FromMinutes(1));
        var time = clock.GetUtcNow().UtcDateTime;
        await running.Users.CreateAsync(new("new", "t1"));
        await running.Users.UpsertAsync(new("changed", "t1", Version: 2));

        Assert.Equal(["new", "changed"], (await ReadAsync(running.Users, ChangeFeedStartFrom.Time(time))).Ids);
        Assert.Empty((await ReadAsync(running.Users, ChangeFeedStartFrom.Time(time.AddMinutes(1)))).Ids);
        Assert.Equal(2, running.Emulator.Metrics.Requests(CosmosOperation.ChangeFeed));
    }

    [Fact]
    public async Task Expired_items_are_not_in_the_feed()
    {
        await using var running = await RunningEmulator.StartAsync(
            new() { Clock = clock }, users: new ContainerProperties("users", "/tenant") { DefaultTimeToLive = 60 });
        await running.Users.CreateAsync(new("old", "t1"));
        clock.Advance(TimeSpan.FromSeconds(59));
        await running.Users.CreateAsync(new("new", "t1"));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["new"], (await ReadAsync(running.Users, ChangeFeedStartFrom.Beginning())).Ids);
    }

    [Fact]
    public async Task Feed_goes_on_after_a_restart()
    {
        var options = new CosmosEmulatorOptions { StateFolder = Path.Combine(folder, "state") };
        string token;
        await using (var before = await KeptEmulator.StartAsync(options))
        {
            await before.CreateUsersAsync();
            await before.Users.CreateAsync(new("a", "t1"));
            await before.Users.CreateAsync(new("b", "t1"));
            token = (await ReadAsync(before.Users, ChangeFeedStartFrom.Beginning())).Token;
            await before.Users.UpsertAsync(new("a", "t1", Version: 2));
        }

        await using var after = await KeptEmulator.StartAsync(options);
        await after.Users.CreateAsync(new("c", "t1"));

        Assert.Equal(["a", "c"], (await ReadAsync(after.Users, ChangeFeedStartFrom.ContinuationToken(token))).Ids);
        Assert.Equal(["b", "a", "c"], (await ReadAsync(after.Users, ChangeFeedStartFrom.Beginning())).Ids);
    }

    [Theory]
    [InlineData("A-IM", "Full-Fidelity Feed", "does not support the change feed of all versions and deletes")]
    [InlineData("If-None-Match", "\"x\"", "is no place in the change feed")]
    [InlineData("If-Modified-Since", "yesterday", "is no time")]
    public async Task Feed_that_cannot_be_answered_is_refused(string header, string value, string message)
    {
        await using var running = await RunningEmulator.StartAsync(new() { VerifySignature = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dbs/app/colls/users/docs");
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.TryAddWithoutValidation("A-IM", header == "A-IM" ? null : "Incremental Feed");

        using var answer = await running.Http.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<(List<string> Ids, string Token)> ReadAsync(Container users, ChangeFeedStartFrom start)
    {
        using var feed = users.GetChangeFeedIterator<Item>(start, ChangeFeedMode.LatestVersion);
        var page = await feed.ReadNextAsync(Cancelled);
        return (page.StatusCode == HttpStatusCode.NotModified ? [] : page.Select(item => item.Id).ToList(), page.ContinuationToken);
    }
}
