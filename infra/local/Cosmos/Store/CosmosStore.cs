using System.Collections.Concurrent;

namespace Local.Cosmos.Store;

/// <summary>
/// Databases, containers and items, knowing nothing of HTTP. Every change of any of them passes through
/// <see cref="Commit"/>.
/// </summary>
internal sealed class CosmosStore(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, Database> databases = new(StringComparer.Ordinal);
    private volatile Task durable = Task.CompletedTask;
    private Func<StoreChange, Task>? keep;
    private uint lastNumber;

    /// <summary>By id; read without a lock.</summary>
    public IEnumerable<Database> Databases => databases.Values;

    /// <summary>Unix seconds.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Completes when all changes of databases and containers so far are as safe as the store makes them.</summary>
    public Task Durable => durable;

    /// <summary>From now on every change goes there first; the task completes when it is safe.</summary>
    public void KeepBy(Func<StoreChange, Task> append) => keep = append;

    public Database? DatabaseNumbered(uint number) => databases.Values.FirstOrDefault(database => database.Number == number);

    public Container? ContainerNumbered(uint number)
    {
        foreach (var (_, database) in databases)
        {
            foreach (var (_, container) in database.Containers)
            {
                if (container.Number == number)
                {
                    return container;
                }
            }
        }

        return null;
    }

    /// <summary>By name or resource id.</summary>
    public Database? Find(string nameOrRid)
    {
        if (databases.TryGetValue(nameOrRid, out var database))
        {
            return database;
        }

        foreach (var (_, candidate) in databases)
        {
            if (candidate.Rid == nameOrRid)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <returns>The new database, or null when one of that id exists.</returns>
    public Database? CreateDatabase(string id)
    {
        lock (gate)
        {
            if (databases.ContainsKey(id))
            {
                return null;
            }

            CheckRoom(databases.Count, "databases");
            var database = new Database(lastNumber + 1, id, Now);
            Commit(new StoreChange.DatabaseCreated(database));
            return database;
        }
    }

    /// <returns>The new container, or null when the database has one of that id.</returns>
    public Container? CreateContainer(Database database, ContainerDefinition definition)
    {
        lock (gate)
        {
            if (database.Containers.ContainsKey(definition.Id))
            {
                return null;
            }

            CheckRoom(database.Containers.Count, "containers in this database");
            // Never used before, also not by a deleted container of the same name: the SDK notices the new one by it.
            var number = lastNumber + 1;
            var container = new Container(this, database, number, Revise(definition, number, version: 1));
            Commit(new StoreChange.ContainerCreated(container));
            return container;
        }
    }

    public void ReplaceContainer(Container container, ContainerDefinition definition)
    {
        lock (gate)
        {
            if (definition.Id != container.Id || !definition.PartitionKey.SamePathsAs(container.Definition.PartitionKey))
            {
                throw RequestRefusedException.BadRequest("The id and the partition key of a container cannot be changed.");
            }

            if (!definition.UniqueKeys.SameAs(container.Definition.UniqueKeys))
            {
                throw new RequestRefusedException(403, "The unique keys of a container cannot be changed.");
            }

            var next = Revise(definition, container.Number, container.Revision.Version + 1);
            Commit(new StoreChange.ContainerReplaced(container, next));
        }
    }

    public void Delete(Database database)
    {
        lock (gate)
        {
            Commit(new StoreChange.DatabaseDeleted(database));
        }
    }

    public void Delete(Container container)
    {
        lock (gate)
        {
            Commit(new StoreChange.ContainerDeleted(container));
        }
    }

    /// <summary>Removes expired items, which nobody sees any more, for good.</summary>
    public void RemoveExpired()
    {
        foreach (var container in databases.Values.SelectMany(database => database.Containers.Values))
        {
            container.RemoveExpired();
        }
    }

    /// <summary>
    /// Carries out a change. The caller has decided it under the lock that guards what is changed: the store's for databases
    /// and containers, the container's for items.
    /// </summary>
    public void Commit(StoreChange change)
    {
        var append = keep?.Invoke(change) ?? Task.CompletedTask;
        if (ContainerOf(change) is { } container)
        {
            foreach (var item in ItemsOf(change))
            {
                item.Durable = append;
            }

            container.AppendedAs(append);
            Apply(change);
        }
        else
        {
            Apply(change);
            durable = append;
        }
    }

    /// <summary>As <see cref="Commit"/>, of a change that is kept already.</summary>
    public void Apply(StoreChange change)
    {
        switch (change)
        {
            case StoreChange.ItemWritten written:
                written.Container.Apply(written);
                break;
            case StoreChange.ItemDeleted deleted:
                deleted.Container.Apply(deleted);
                break;
            case StoreChange.ItemsChanged changed:
                changed.Container.Apply(changed);
                break;
            case StoreChange.CountersSet counters:
                counters.Container.Apply(counters);
                break;
            case StoreChange.DatabaseCreated created:
                databases[created.Database.Id] = created.Database;
                lastNumber = Math.Max(lastNumber, created.Database.Number);
                break;
            case StoreChange.DatabaseDeleted deleted:
                databases.TryRemove(KeyValuePair.Create(deleted.Database.Id, deleted.Database));
                break;
            case StoreChange.ContainerCreated created:
                created.Container.Database.Containers[created.Container.Id] = created.Container;
                lastNumber = Math.Max(lastNumber, created.Container.Number);
                break;
            case StoreChange.ContainerReplaced replaced:
                replaced.Container.Apply(replaced);
                break;
            case StoreChange.ContainerDeleted deleted:
                deleted.Container.Database.Containers.TryRemove(KeyValuePair.Create(deleted.Container.Id, deleted.Container));
                break;
            case StoreChange.NumbersUsed numbers:
                lastNumber = numbers.Last;
                break;
            default:
                throw new NotSupportedException($"No such change: {change.GetType().Name}.");
        }
    }

    /// <summary>The container whose items change; null for other changes.</summary>
    private static Container? ContainerOf(StoreChange change) => change switch
    {
        StoreChange.ItemWritten written => written.Container,
        StoreChange.ItemDeleted deleted => deleted.Container,
        StoreChange.ItemsChanged changed => changed.Container,
        _ => null,
    };

    private static IEnumerable<StoredItem> ItemsOf(StoreChange change) => change switch
    {
        StoreChange.ItemWritten written => [written.Item],
        StoreChange.ItemsChanged changed => changed.Changes.SelectMany(ItemsOf),
        _ => [],
    };

    /// <summary>Lets nothing change while <paramref name="use"/> is given the shortest list of changes that leads to this store.</summary>
    public void Freeze(Action<IReadOnlyList<StoreChange>> use)
    {
        lock (gate)
        {
            var containers = databases.Values.SelectMany(database => database.Containers.Values).OrderBy(each => each.Number).ToList();
            containers.ForEach(container => container.Gate.Enter());
            try
            {
                use(Changes(containers));
            }
            finally
            {
                containers.ForEach(container => container.Gate.Exit());
            }
        }
    }

    private List<StoreChange> Changes(List<Container> containers)
    {
        var changes = new List<StoreChange>();
        changes.AddRange(databases.Values.OrderBy(each => each.Number).Select(each => new StoreChange.DatabaseCreated(each)));
        foreach (var container in containers)
        {
            changes.Add(new StoreChange.ContainerCreated(container));
            changes.AddRange(container.EverythingStored().Select(item => new StoreChange.ItemWritten(container, item)));
            changes.Add(new StoreChange.CountersSet(container, container.Lsn, container.LastItem));
        }

        changes.Add(new StoreChange.NumbersUsed(lastNumber));
        return changes;
    }

    private ContainerRevision Revise(ContainerDefinition definition, uint number, int version)
    {
        var now = Now;
        return new ContainerRevision(definition, version, SystemProperties.Etag(version, number, now), now);
    }

    private static void CheckRoom(int count, string what)
    {
        if (count >= Limits.Resources)
        {
            throw RequestRefusedException.BadRequest($"There are {count} {what} already, the limit is {Limits.Resources}.");
        }
    }
}
