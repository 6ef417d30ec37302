using Local.Cosmos;
using Microsoft.AspNetCore.Connections;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Taken_port_is_named()
    {
        await using var first = await CosmosEmulator.StartAsync(new(), Cancelled);
        var options = new CosmosEmulatorOptions { Port = first.Endpoint.Port };

        var failure = await Assert.ThrowsAsync<AddressInUseException>(() => CosmosEmulator.StartAsync(options, Cancelled));

        Assert.Contains($"127.0.0.1:{first.Endpoint.Port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_is_free_again_after_the_end()
    {
        var first = await CosmosEmulator.StartAsync(new(), Cancelled);
        await first.DisposeAsync();

        await using var second = await CosmosEmulator.StartAsync(new CosmosEmulatorOptions { Port = first.Endpoint.Port }, Cancelled);

        Assert.Equal(first.Endpoint, second.Endpoint);
    }

    [Fact]
    public async Task Only_this_machine_can_reach_it()
    {
        await using var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);

        Assert.Equal("127.0.0.1", emulator.Endpoint.Host);
        Assert.True(emulator.Endpoint.Port > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_works_whether_or_not_it_follows_the_accounts_locations(bool limitToEndpoint)
    {
        await using var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);
        var options = CosmosAccount.Options();
        options.LimitToEndpoint = limitToEndpoint;
        using var client = new CosmosClient($"http://localhost:{emulator.Endpoint.Port}/", CosmosEmulator.WellKnownKey, options);

        Database database = await client.CreateDatabaseAsync("app", cancellationToken: Cancelled);
        Container container = await database.CreateContainerAsync("users", "/tenant", cancellationToken: Cancelled);
        var item = Item.New();
        await container.CreateAsync(item);

        Assert.Equal(item, (await container.ReadAsync(item)).Resource);
        Assert.Equal("localhost", (await client.ReadAccountAsync()).Id);
    }
}
