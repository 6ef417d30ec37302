namespace Local.Cosmos.Store;

/// <summary>Values of header <c>x-ms-substatus</c> ("HTTP status codes for Azure Cosmos DB").</summary>
internal static class Substatus
{
    /// <summary>With 400: the key in the item is not the key in the header. The SDK re-reads the container once.</summary>
    public const int PartitionKeyMismatch = 1001;

    /// <summary>With 412: the filter predicate of a patch is not true of the item.</summary>
    public const int PatchConditionFailed = 1110;

    /// <summary>With 429: the request units of this second are used up.</summary>
    public const int RequestRateTooLarge = 3200;

    /// <summary>With 404: the container or database itself is missing, not the item.</summary>
    public const int OwnerNotFound = 1003;
}
