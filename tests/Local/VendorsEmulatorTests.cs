using System.Text.Json;
using global::Local.Cosmos;
using global::Local.ServiceBus;
using global::Local.Stack;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace Serverless.Tests.Local;

/// <summary>What is committed for the vendors' emulators agrees with what our own are started with.</summary>
public sealed class VendorsEmulatorTests
{
    private const string ConfigFile = "infra/local/service-bus-emulator.json";

    [Fact]
    public void Queues_of_the_vendors_emulator_are_ours() => Assert.True(
        SourceTree.Read(ConfigFile) == VendorsEmulator.Config(LocalResources.Queues),
        $"{ConfigFile} is not made from LocalResources.Queues. Make it anew: dotnet run --project infra/local/Stack -- emulator-config > {ConfigFile}");

    [Fact]
    public void What_the_emulator_does_not_allow_is_cut_to_what_it_does()
    {
        var queue = new QueueDefinition("q") { DuplicateDetectionWindow = TimeSpan.FromDays(7), MaxDeliveryCount = 2_000 };
        var properties = JsonElement.Parse(VendorsEmulator.Config([queue, new QueueDefinition("plain") { LockDuration = TimeSpan.FromSeconds(30) }]))
            .GetProperty("UserConfig").GetProperty("Namespaces")[0].GetProperty("Queues").EnumerateArray()
            .Select(entry => entry.GetProperty("Properties")).ToList();

        Assert.Equal(("PT5M", 10, "PT1H", true), Of(properties[0]));
        Assert.Equal(("PT5M", 10, "PT1H", false), Of(properties[1]));
        Assert.Equal(["PT1M", "PT30S"], properties.Select(it => it.GetProperty("LockDuration").GetString()));

        static (string?, int, string?, bool) Of(JsonElement it) => (
            it.GetProperty("DuplicateDetectionHistoryTimeWindow").GetString(),
            it.GetProperty("MaxDeliveryCount").GetInt32(),
            it.GetProperty("DefaultMessageTimeToLive").GetString(),
            it.GetProperty("RequiresDuplicateDetection").GetBoolean());
    }

    [Fact]
    public void Compose_file_mounts_the_queues_and_listens_on_this_machine_only()
    {
        var services = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, object>>(SourceTree.Read("infra/local/compose.yaml"))["services"] as Dictionary<object, object>;

        Assert.NotNull(services);
        Assert.Equal(["azurite", "cosmos", "service-bus", "sql"], services.Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.All(services.Values.SelectMany(it => Items(it, "ports")), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(8, services.Values.SelectMany(it => Items(it, "ports")).Count());
        Assert.Contains($"./{Path.GetFileName(ConfigFile)}:/ServiceBus_Emulator/ConfigFiles/Config.json:ro", Items(services["service-bus"], "volumes"));
    }

    [Fact]
    public async Task Create_makes_the_containers_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var emulator = await CosmosEmulator.StartAsync(new(), cancellation);
        string[] arguments = ["create", "--endpoint", emulator.Endpoint.ToString(), "--database", "made"];

        Assert.Equal(0, await StackCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: cancellation));
        Assert.Equal(0, await StackCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: cancellation));

        using var client = new CosmosClient(emulator.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        var made = new List<string>();
        using var containers = client.GetDatabase("made").GetContainerQueryIterator<ContainerProperties>();
        while (containers.HasMoreResults)
        {
            made.AddRange((await containers.ReadNextAsync(cancellation)).Select(container => container.Id));
        }

        Assert.Equal(LocalResources.Containers().Select(it => it.Id).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_says_what_is_no_address() =>
        Assert.Equal(1, await StackCommand.Create().Parse(["create", "--endpoint", "localhost"]).InvokeAsync(
            new() { Error = TextWriter.Null, Output = TextWriter.Null }, TestContext.Current.CancellationToken));

    private static IEnumerable<string> Items(object service, string name) =>
        ((Dictionary<object, object>)service).TryGetValue(name, out var list) ? ((List<object>)list).Cast<string>() : [];
}
