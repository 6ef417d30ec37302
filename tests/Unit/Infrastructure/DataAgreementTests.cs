using System.Xml;
using Local.ServiceBus;
using Local.Stack;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support.Bicep;
using Xunit;

namespace Serverless.Tests.Unit.Infrastructure;

/// <summary>
/// Queues and containers are written down twice, in C# for the local stack and in Bicep for Azure. What each creates is written out
/// here, line by line, and is the same. That the app needs just these is compared elsewhere (<see cref="Cli.SettingsTests"/>).
/// </summary>
public sealed class DataAgreementTests
{
    private const string Broker = "infra/modules/serviceBus.bicep";
    private const string Store = "infra/modules/cosmos.bicep";

    [Fact]
    public void Queues_in_azure_are_those_of_this_machine()
    {
        Assert.Empty(Differences(QueuesHere(LocalResources.Queues), QueuesInAzure(Templates.Texts[Broker])));
        Assert.Equal(Queues.All, Assert.IsType<List<object?>>(new BicepEvaluator(Templates.Module("serviceBus")).Output("queueNames")));
    }

    [Fact]
    public void Containers_in_azure_are_those_of_this_machine() =>
        Assert.Empty(Differences(ContainersHere(LocalResources.Containers()), ContainersInAzure(Templates.Texts[Store])));

    [Theory]
    [InlineData("'organization-events'", "'organisation-events'", "organisation-events")]
    [InlineData("  'reconcile'\n", "", "reconcile")]
    [InlineData("lockDuration: 'PT1M'", "lockDuration: 'PT5M'", "user-events")]
    [InlineData("maxDeliveryCount: 10", "maxDeliveryCount: 3", "user-events")]
    [InlineData("duplicateDetectionHistoryTimeWindow: 'PT10M'", "duplicateDetectionHistoryTimeWindow: 'PT1M'", "user-events")]
    [InlineData("requiresDuplicateDetection: true", "requiresDuplicateDetection: false", "user-events")]
    [InlineData("requiresSession: false", "requiresSession: true", "user-events")]
    [InlineData("enablePartitioning: false", "enablePartitioning: true", "user-events")]
    [InlineData("'P10675199DT2H48M5.4775807S'", "'P14D'", "user-events")]
    [InlineData("deadLetteringOnMessageExpiration: false", "deadLetteringOnMessageExpiration: true", "user-events")]
    [InlineData("maxSizeInMegabytes: 1024", "maxSizeInMegabytes: 5120", "user-events")]
    public void A_queue_changed_in_the_template_only_is_noticed(string right, string changed, string queue) =>
        AssertNoticed(queue, Differences(QueuesHere(LocalResources.Queues), QueuesInAzure(Templates.Changed(Broker, right, changed))));

    [Theory]
    [InlineData("name: 'invitees'", "name: 'invited'", "invited")]
    [InlineData("  { name: 'state', partitionKey: '/id', indexed: [], expires: false }\n", "", "state")]
    [InlineData("partitionKey: '/tenant'", "partitionKey: '/organization'", "projects")]
    [InlineData("'/status/?', '/joinedAt/?'", "'/status/?', '/joined/?'", "memberships")]
    [InlineData("'/users/[]/?'], expires: true", "'/users/[]/?'], expires: false", "history")]
    [InlineData("indexingMode: 'none'", "indexingMode: 'lazy'", "identities")]
    [InlineData("excludedPaths: [{ path: '/*' }]", "excludedPaths: []", "users")]
    [InlineData("? { defaultTtl: -1 }", "? { defaultTtl: 3600 }", "history")]
    [InlineData("kind: 'Hash'", "kind: 'MultiHash'", "users")]
    public void A_container_changed_in_the_template_only_is_noticed(string right, string changed, string container) =>
        AssertNoticed(
        container, Differences(ContainersHere(LocalResources.Containers()), ContainersInAzure(Templates.Changed(Store, right, changed))));

    [Fact]
    public void A_queue_or_container_changed_on_this_machine_only_is_noticed()
    {
        var queues = LocalResources.Queues.Select(queue => queue.Name == "invitations" ? queue with { Name = "invites" } : queue);
        var containers = LocalResources.Containers().ToList();
        containers.Single(container => container.Id == "users").Id = "people";

        Assert.Equal(
            ["here only: invites", "in Azure only: invitations"],
            Differences(QueuesHere(queues), QueuesInAzure(Templates.Texts[Broker])).Select(line => line.Split(" |")[0]));
        Assert.Equal(
            ["here only: people", "in Azure only: users"],
            Differences(ContainersHere(containers), ContainersInAzure(Templates.Texts[Store])).Select(line => line.Split(" |")[0]));
    }

    private static void AssertNoticed(string name, IReadOnlyList<string> differences) =>
        Assert.Contains(differences, line => line.Contains($": {name} |", StringComparison.Ordinal));

    private static List<string> Differences(IReadOnlyList<string> here, IReadOnlyList<string> azure) =>
        [.. here.Except(azure).Select(line => $"here only: {line}"), .. azure.Except(here).Select(line => $"in Azure only: {line}")];

    private static List<string> QueuesHere(IEnumerable<QueueDefinition> queues) =>
    [
        .. queues.Select(queue => Queue(
            queue.Name, queue.LockDuration, queue.MaxDeliveryCount, queue.DuplicateDetectionWindow, queue.DefaultTimeToLive,
            queue.DeadLetterOnExpiration, queue.MaxSizeInBytes / 1024 / 1024, sessions: false, partitions: false)),
    ];

    private static List<string> QueuesInAzure(string text) =>
    [
        .. new BicepEvaluator(Templates.Module("serviceBus", text)).Created("queues").Select(queue =>
        {
            var properties = (IReadOnlyDictionary<string, object?>)queue["properties"]!;
            return Queue(
                (string)queue["name"]!, Time("lockDuration"), (long)properties["maxDeliveryCount"]!,
                properties["requiresDuplicateDetection"] is true ? Time("duplicateDetectionHistoryTimeWindow") : null,
                Time("defaultMessageTimeToLive"), (bool)properties["deadLetteringOnMessageExpiration"]!,
                (long)properties["maxSizeInMegabytes"]!,
                (bool)properties["requiresSession"]!, (bool)properties["enablePartitioning"]!);

            TimeSpan Time(string name) => XmlConvert.ToTimeSpan((string)properties[name]!);
        }),
    ];

    private static string Queue(
        string name, TimeSpan locked, long deliveries, TimeSpan? duplicates, TimeSpan lives, bool expiredKept, long megabytes,
        bool sessions, bool partitions) =>
        $"{name} | lock {locked}, {deliveries} deliveries, duplicates {duplicates}, lives {lives}, expired kept {expiredKept}, "
        + $"{megabytes} MB, sessions {sessions}, partitions {partitions}";

    private static List<string> ContainersHere(IEnumerable<ContainerProperties> containers) =>
    [
        .. containers.Select(container =>
        {
            Assert.Empty(container.UniqueKeyPolicy.UniqueKeys);
            Assert.Empty(container.IndexingPolicy.CompositeIndexes);
            return Container(
                container.Id, "Hash", [container.PartitionKeyPath], container.IndexingPolicy.IndexingMode.ToString(),
                container.IndexingPolicy.Automatic,
                container.IndexingPolicy.IncludedPaths.Select(path => path.Path),
                container.IndexingPolicy.ExcludedPaths.Select(path => path.Path),
                container.DefaultTimeToLive);
        }),
    ];

    private static List<string> ContainersInAzure(string text) =>
    [
        .. new BicepEvaluator(Templates.Module("cosmos", text)).Created("sqlContainers").Select(container =>
        {
            var resource = BicepEvaluator.At(container, "properties.resource");
            Assert.Equal(container["name"], At("id"));
            return Container(
                (string)At("id")!, (string)At("partitionKey.kind")!, Texts(At("partitionKey.paths")),
                (string)At("indexingPolicy.indexingMode")!, (bool)At("indexingPolicy.automatic")!,
                Paths("indexingPolicy.includedPaths"), Paths("indexingPolicy.excludedPaths"), (long?)At("defaultTtl"));

            object? At(string path) => BicepEvaluator.At(resource, path);
            IEnumerable<string> Paths(string path) =>
                Texts((At(path) as List<object?>)?.Select(item => BicepEvaluator.At(item, "path")).ToList());
        }),
    ];

    private static IEnumerable<string> Texts(object? list) => list is List<object?> items ? items.Cast<string>() : [];

    private static string Container(
        string name, string kind, IEnumerable<string> partition, string mode, bool automatic, IEnumerable<string> indexed,
        IEnumerable<string> not, long? lives) =>
        $"{name} | by {kind} of {string.Join(", ", partition)}, index {mode.ToLowerInvariant()}, automatic {automatic}, "
        + $"of {string.Join(", ", indexed)}, not of {string.Join(", ", not)}, lives {lives?.ToString() ?? "for ever"}";
}
