using Local.Clerk;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Taken_port_is_named()
    {
        await using var first = await ClerkSimulator.StartAsync(new(), Cancelled);
        var options = new ClerkSimulatorOptions { Port = first.Address.Port };

        var failure = await Assert.ThrowsAsync<AddressInUseException>(() => ClerkSimulator.StartAsync(options, Cancelled));

        Assert.Contains($"127.0.0.1:{first.Address.Port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_and_state_folder_are_free_again_after_the_end()
    {
        var folder = Directory.CreateTempSubdirectory("clerk-").FullName;
        var first = await ClerkSimulator.StartAsync(new() { StateFolder = folder }, Cancelled);
        await first.DisposeAsync();

        var second = await ClerkSimulator.StartAsync(new() { StateFolder = folder, Port = first.Address.Port }, Cancelled);
        await second.DisposeAsync();

        Assert.Equal(first.Address, second.Address);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Only_this_machine_can_reach_it()
    {
        await using var simulator = await ClerkSimulator.StartAsync(new(), Cancelled);

        Assert.Equal("127.0.0.1", simulator.Address.Host);
        Assert.True(simulator.Address.Port > 0);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", typeof(ArgumentException))]
    [InlineData("http://127.0.0.1/", "whsec_not base64", typeof(FormatException))]
    public async Task Endpoint_that_cannot_be_sent_to_is_refused_and_leaves_the_folder_free(string address, string secret, Type refusal)
    {
        var options = new ClerkSimulatorOptions { StateFolder = Directory.CreateTempSubdirectory("clerk-").FullName };
        var wrong = options with { Endpoints = [new WebhookEndpoint(new Uri(address), secret)] };

        await Assert.ThrowsAsync(refusal, () => ClerkSimulator.StartAsync(wrong, Cancelled));

        await using (await ClerkSimulator.StartAsync(options, Cancelled))
        {
        }

        Directory.Delete(options.StateFolder, recursive: true);
    }

    [Fact]
    public async Task Seed_makes_ids_the_same_in_every_run()
    {
        Assert.Equal(await FirstIdAsync(seed: 7), await FirstIdAsync(seed: 7));
        Assert.NotEqual(await FirstIdAsync(seed: 7), await FirstIdAsync(seed: 8));
    }

    private static async Task<string> FirstIdAsync(int seed)
    {
        await using var simulator = await ClerkSimulator.StartAsync(new() { Seed = seed }, Cancelled);
        return simulator.Directory.CreateUser(new NewUser()).Id;
    }
}
