namespace Local.Cosmos.Store;

/// <summary>
/// Request units of an operation. A model fitted to charges of real accounts for small items (create with 4 indexed leaves
/// 6.67, with 14 leaves 10.48; upsert of an existing one 10.67; delete 6.67) and to the published growth with size, tenfold
/// from 1 KB to 100 KB ("Request Units in Azure Cosmos DB"). Good for comparing designs, not for a bill.
/// </summary>
internal static class RequestCharge
{
    /// <summary>A database or container read, created, replaced or deleted.</summary>
    public const double Metadata = 2;

    /// <summary>An item not found, a conflict, a failed condition, an item not modified.</summary>
    public const double NotDone = 1;

    private const double WriteBase = 5.15;
    private const double PerIndexedPath = 0.381;
    private const double FindingTheOldItem = 4;

    /// <param name="bytes">Size of the stored item.</param>
    public static double Read(int bytes) => Rounded(SizeFactor(bytes));

    /// <param name="bytes">Size of the stored item.</param>
    /// <param name="indexedPaths">Leaf values the indexing policy indexes.</param>
    public static double CreateOrDelete(int bytes, int indexedPaths) =>
        Rounded((WriteBase + PerIndexedPath * indexedPaths) * SizeFactor(bytes));

    /// <summary>Also of an upsert that found the item.</summary>
    public static double Replace(int bytes, int indexedPaths) =>
        Rounded(CreateOrDelete(bytes, indexedPaths) + FindingTheOldItem);

    private static double SizeFactor(int bytes) => Math.Max(1, 1 + 9 * (bytes / 1024.0 - 1) / 99);

    private static double Rounded(double charge) => Math.Round(charge, 2);
}
