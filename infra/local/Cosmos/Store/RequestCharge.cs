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

    /// <summary>A request turned away with 429.</summary>
    public const double Throttled = 0.38;

    private const double WriteBase = 5.15;
    private const double PerIndexedPath = 0.381;
    private const double FindingTheOldItem = 4;
    private const double QueryBase = 2.25;
    private const double PerRow = 0.015;
    private const double Filtering = 0.5;
    private const double PerItemRead = 1;

    /// <param name="bytes">Size of the stored item.</param>
    public static double Read(int bytes) => Rounded(SizeFactor(bytes));

    /// <param name="bytes">Size of the stored item.</param>
    /// <param name="indexedPaths">Leaf values the indexing policy indexes.</param>
    public static double CreateOrDelete(int bytes, int indexedPaths) =>
        Rounded((WriteBase + PerIndexedPath * indexedPaths) * SizeFactor(bytes));

    /// <summary>Also of an upsert that found the item.</summary>
    public static double Replace(int bytes, int indexedPaths) =>
        Rounded(CreateOrDelete(bytes, indexedPaths) + FindingTheOldItem);

    /// <summary>One page of a query; of real accounts 2.26 to 2.82 for one row, 17.16 for a thousand small ones.</summary>
    /// <param name="rows">Rows answered, or gone into an aggregate.</param>
    /// <param name="filtered">Whether there is a WHERE.</param>
    /// <param name="itemsRead">
    /// Items a filter had to be tried on because the index does not answer it: each is paid like a point read, so that a missing
    /// index shows.
    /// </param>
    public static double Query(int rows, bool filtered, int itemsRead) =>
        Rounded(QueryBase + PerRow * rows + (filtered ? Filtering : 0) + PerItemRead * itemsRead);

    private static double SizeFactor(int bytes) => Math.Max(1, 1 + 9 * (bytes / 1024.0 - 1) / 99);

    private static double Rounded(double charge) => Math.Round(charge, 2);
}
