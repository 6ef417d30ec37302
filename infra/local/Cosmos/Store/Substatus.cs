namespace Local.Cosmos.Store;

/// <summary>Values of header <c>x-ms-substatus</c> ("HTTP status codes for Azure Cosmos DB").</summary>
internal static class Substatus
{
    /// <summary>With 400: the key in the item is not the key in the header. The SDK re-reads the container once.</summary>
    public const int PartitionKeyMismatch = 1001;

    /// <summary>With 404: the container or database itself is missing, not the item.</summary>
    public const int OwnerNotFound = 1003;
}
