namespace Local.Cosmos.Batch;

/// <summary>What an operation of a batch does; the numbers are the wire's.</summary>
internal enum BatchOperationKind
{
    Create = 0,
    Patch = 1,
    Read = 2,
    Delete = 4,
    Replace = 5,
    Upsert = 20,
}

/// <summary>One operation of a transactional batch as sent.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Id">Which item; null where the item itself says it.</param>
/// <param name="Body">The item, or the patch; empty for a read or delete.</param>
/// <param name="IfMatch">The etag the item must have; null for no condition.</param>
/// <param name="IfNoneMatch">The etag the item must not have; null for no condition.</param>
/// <param name="ReturnsMinimal">Whether the item written is wanted back without its content.</param>
internal sealed record BatchOperation(
    BatchOperationKind Kind, string? Id, ReadOnlyMemory<byte> Body, string? IfMatch, string? IfNoneMatch, bool ReturnsMinimal);

/// <summary>What became of one operation.</summary>
/// <param name="Status">HTTP status code; below 400 when it succeeded.</param>
/// <param name="Charge">Request units.</param>
internal sealed record BatchResult(int Status, double Charge)
{
    public int Substatus { get; init; }

    /// <summary>With its quotes; null when there is no item to have one.</summary>
    public string? Etag { get; init; }

    /// <summary>The item; empty when it is not answered.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
