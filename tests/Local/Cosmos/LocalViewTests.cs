using System.Net;
using System.Text.Json;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>What a newcomer sees with curl.</summary>
public sealed class LocalViewTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_are_shown_readably_in_order_of_creation()
    {
        await using var running = await RunningEmulator.StartAsync();
        for (var number = 0; number < 101; number++)
        {
            var item = new Item($"u{number}", "t1", Name: "Zoë");
            await running.Users.CreateAsync(item);
        }

        var text = await running.Http.GetStringAsync("/_local/app/users", Cancelled);

        using var json = JsonDocument.Parse(text);
        var ids = json.RootElement.EnumerateArray().Select(item => item.GetProperty("id").GetString());
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"u{number}"), ids);
        Assert.Contains("\n    \"name\": \"Zoë\",", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_are_found_by_id()
    {
        await using var running = await RunningEmulator.StartAsync();
        foreach (var item in new[] { new Item("clerk|u 1", "t1"), new Item("clerk|u 1", "t2"), new Item("other", "t1") })
        {
            await running.Users.CreateAsync(item);
        }

        using var json = JsonDocument.Parse(await running.Http.GetStringAsync("/_local/app/users?id=clerk%7Cu%201", Cancelled));

        Assert.Equal(["t1", "t2"], json.RootElement.EnumerateArray().Select(item => item.GetProperty("tenant").GetString()));
    }

    [Fact]
    public async Task Overview_shows_containers_and_charges()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        await running.Users.CreateAsync(item);

        using var json = JsonDocument.Parse(await running.Http.GetStringAsync("/_local", Cancelled));

        Assert.Equal(1, json.RootElement.GetProperty("databases").GetProperty("app").GetProperty("users").GetInt32());
        var create = json.RootElement.GetProperty("operations").GetProperty("create");
        Assert.Equal(1, create.GetProperty("requests").GetInt32());
        Assert.Equal(running.Emulator.Metrics.RequestUnits(CosmosOperation.Create), create.GetProperty("requestUnits").GetDouble());
    }

    [Fact]
    public async Task View_stays_up_in_an_outage()
    {
        await using var running = await RunningEmulator.StartAsync();
        running.Emulator.Faults.Outage = CosmosOutage.ConnectionsClosed;

        Assert.Equal("[]", await running.Http.GetStringAsync("/_local/app/users", Cancelled));
    }

    [Theory]
    [InlineData("GET", "/_local/app/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/_local/app", HttpStatusCode.NotFound)]
    [InlineData("GET", "/_local//users", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/_local/app/users", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/_localized", HttpStatusCode.Unauthorized)]
    public async Task Anything_else_is_a_clear_error(string method, string path, HttpStatusCode expected)
    {
        await using var running = await RunningEmulator.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await running.Http.SendAsync(request, Cancelled);

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains("\"message\":", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
