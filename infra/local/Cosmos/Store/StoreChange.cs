namespace Local.Cosmos.Store;

/// <summary>
/// A change already decided upon. Applying the changes of a store's life in order to an empty store gives the
/// same store, so this is also the unit of whatever keeps them.
/// </summary>
internal abstract record StoreChange
{
    public sealed record DatabaseCreated(Database Database) : StoreChange;

    public sealed record DatabaseDeleted(Database Database) : StoreChange;

    public sealed record ContainerCreated(Container Container) : StoreChange;

    public sealed record ContainerReplaced(Container Container, ContainerRevision Revision) : StoreChange;

    public sealed record ContainerDeleted(Container Container) : StoreChange;

    /// <param name="Container">Where it was written.</param>
    /// <param name="Key">Which item, new or existing.</param>
    /// <param name="Item">Its new content.</param>
    /// <param name="Lsn">The container's log sequence number of this write: one more than the one before.</param>
    public sealed record ItemWritten(Container Container, ItemKey Key, StoredItem Item, long Lsn) : StoreChange;

    public sealed record ItemDeleted(Container Container, ItemKey Key, long Lsn) : StoreChange;
}
