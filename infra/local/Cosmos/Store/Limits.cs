using System.Text;

namespace Local.Cosmos.Store;

/// <summary>Limits of the service ("Azure Cosmos DB service quotas") and the rules for ids that follow from them.</summary>
internal static class Limits
{
    /// <summary>Bytes of one item as sent, UTF-8 JSON.</summary>
    public const int ItemBytes = 2 * 1024 * 1024;

    /// <summary>Bytes of one request body; above the item limit, so that an oversized item is told so by name.</summary>
    public const int RequestBytes = 4 * 1024 * 1024;

    /// <summary>UTF-8 bytes of an item id.</summary>
    public const int ItemIdBytes = 1023;

    /// <summary>UTF-8 bytes of the id of a database or container.</summary>
    public const int NameBytes = 255;

    /// <summary>UTF-8 bytes of all strings of a partition key value.</summary>
    public const int PartitionKeyBytes = 2048;

    /// <summary>Levels of nested objects and arrays in an item.</summary>
    public const int NestingLevels = 128;

    /// <summary>Databases of the account; containers of one database.</summary>
    public const int Resources = 500;

    /// <summary>Levels of a hierarchical partition key.</summary>
    public const int PartitionKeyLevels = 3;

    /// <summary>Paths in an indexing policy.</summary>
    public const int IndexingPaths = 1000;

    /// <summary>Characters of a query; also announced to the SDK by the account.</summary>
    public const int QueryCharacters = 262_144;

    /// <summary>How deep the expressions of a query may nest; ours, so that no query can exhaust the stack.</summary>
    public const int QueryNesting = 100;

    /// <summary>JOINs of one query.</summary>
    public const int QueryJoins = 10;

    /// <summary>Bytes of items after which a page of results ends.</summary>
    public const int PageBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of a continuation token, which travels in a header.</summary>
    public const int ContinuationBytes = 16 * 1024;

    /// <summary>Operations of one patch.</summary>
    public const int PatchOperations = 10;

    /// <summary>Operations of one transactional batch.</summary>
    public const int BatchOperations = 100;

    /// <summary>Bytes of one transactional batch as sent.</summary>
    public const int BatchBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Bytes of all items one transaction writes; ours, so that it fits one record of the journal. Patches can make much of little.
    /// </summary>
    public const int TransactionBytes = 32 * 1024 * 1024;

    /// <summary>Unique keys of a container.</summary>
    public const int UniqueKeys = 10;

    /// <summary>Paths of one unique key.</summary>
    public const int UniqueKeyPaths = 16;

    public static string CheckedName(string? id, string what) => CheckedId(id, NameBytes, what);

    public static string CheckedItemId(string? id) => CheckedId(id, ItemIdBytes, "item");

    private static string CheckedId(string? id, int maxBytes, string what)
    {
        if (string.IsNullOrEmpty(id))
        {
            throw RequestRefusedException.BadRequest($"The {what} has no id: a property 'id' with a non-empty string is required.");
        }

        if (id.AsSpan().IndexOfAny("/\\?#") >= 0)
        {
            throw RequestRefusedException.BadRequest($"The id of the {what} contains one of the forbidden characters / \\ ? #.");
        }

        if (Encoding.UTF8.GetByteCount(id) > maxBytes)
        {
            throw RequestRefusedException.BadRequest($"The id of the {what} is longer than {maxBytes} bytes.");
        }

        return id;
    }
}
