using Local.ServiceBus;
using Microsoft.Azure.Cosmos;

namespace Local.Stack;

/// <summary>What the deployment creates in Azure, created here on one machine: the app itself creates nothing.</summary>
internal static class LocalResources
{
    /// <summary>Documents expire if they say so themselves.</summary>
    private const int NeverByDefault = -1;

    /// <summary>Indexed wherever anything is; named where nothing else is.</summary>
    private const string Id = "/id/?";

    /// <summary>
    /// Deliveries are few because a failure that passes by itself is waited for by the app and does not use them up.
    /// The window of duplicates is the default of the service.
    /// </summary>
    public static IReadOnlyList<QueueDefinition> Queues { get; } =
    [
        .. new[] { "user-events", "organization-events", "invitations", "reconcile", "operations" }.Select(name => new QueueDefinition(name)
        {
            LockDuration = TimeSpan.FromMinutes(1),
            MaxDeliveryCount = 10,
            DuplicateDetectionWindow = TimeSpan.FromMinutes(10),
        }),
    ];

    /// <summary>
    /// Containers are partitioned by document id, but for runs, whose documents lie together. Only what a query
    /// uses is indexed, as each write pays for it; a container that is only read by id has no index at all.
    /// </summary>
    public static IEnumerable<ContainerProperties> Containers()
    {
        yield return Container("identities", "/id");
        yield return Container("users", "/id", "/email/?", "/profile/createdAt/?", "/profile/publicMetadata/role/?", "/deletionSource/?", "/invited/?");
        yield return Container("organizations", "/id", "/profile/createdAt/?");
        yield return Container("projects", "/tenant", Id);
        yield return Container("invitees", "/id");
        yield return Expiring(Container("invitations", "/scope", Id, "/status/?", "/clerkId/?"));
        yield return Container("memberships", "/organization", "/status/?", "/joinedAt/?");
        yield return Container("state", "/id");
        yield return Expiring(Container("history", "/id", Id, "/users/[]/?"));
        yield return Expiring(Container("reconciliation", "/run", "/startedAt/?"));
        yield return Expiring(Container("operations", "/run", "/startedAt/?"));
    }

    public static async Task Create(CosmosClient cosmos, string database, CancellationToken cancellation)
    {
        Database created = await cosmos.CreateDatabaseIfNotExistsAsync(database, cancellationToken: cancellation);
        foreach (var container in Containers())
        {
            await created.CreateContainerIfNotExistsAsync(container, cancellationToken: cancellation);
        }
    }

    private static ContainerProperties Expiring(ContainerProperties container)
    {
        container.DefaultTimeToLive = NeverByDefault;
        return container;
    }

    private static ContainerProperties Container(string id, string partition, params string[] indexed)
    {
        var container = new ContainerProperties(id, partition);
        if (indexed.Length == 0)
        {
            container.IndexingPolicy.IndexingMode = IndexingMode.None;
            container.IndexingPolicy.Automatic = false;
            return container;
        }

        foreach (var path in indexed)
        {
            container.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
        }

        container.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return container;
    }
}
