namespace Local.Cosmos.Store;

/// <summary>
/// A change already decided upon. Applying the changes of a store's life in order to an empty store gives the
/// same store, so this is also the unit of what keeps them.
/// </summary>
internal abstract record StoreChange
{
    public sealed record DatabaseCreated(Database Database) : StoreChange;

    public sealed record DatabaseDeleted(Database Database) : StoreChange;

    public sealed record ContainerCreated(Container Container) : StoreChange;

    public sealed record ContainerReplaced(Container Container, ContainerRevision Revision) : StoreChange;

    public sealed record ContainerDeleted(Container Container) : StoreChange;

    /// <param name="Container">Where it was written.</param>
    /// <param name="Item">The item, new or existing, with its new content.</param>
    public sealed record ItemWritten(Container Container, StoredItem Item) : StoreChange;

    /// <param name="Container">Where it was.</param>
    /// <param name="Item">The item as it was.</param>
    /// <param name="Lsn">The container's log sequence number of this write: one more than the one before.</param>
    public sealed record ItemDeleted(Container Container, StoredItem Item, long Lsn) : StoreChange;

    /// <summary>Changes of items that are all kept or none.</summary>
    /// <param name="Container">Where.</param>
    /// <param name="Changes">In their order.</param>
    public sealed record ItemsChanged(Container Container, IReadOnlyList<StoreChange> Changes) : StoreChange;

    /// <summary>Numbers that are not to be used again, though the items that had them may be gone.</summary>
    /// <param name="Container">Whose numbers.</param>
    /// <param name="Lsn">Its last log sequence number.</param>
    /// <param name="LastItem">Number of its last item.</param>
    public sealed record CountersSet(Container Container, long Lsn, ulong LastItem) : StoreChange;

    /// <param name="Last">Number of the last database or container made.</param>
    public sealed record NumbersUsed(uint Last) : StoreChange;
}
