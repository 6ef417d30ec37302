using System.Text;
using Local.Cosmos.Store;

namespace Local.Cosmos.Batch;

/// <summary>From the body of a batch request to its operations.</summary>
internal static class BatchBody
{
    private const int Items = 2;

    /// <summary>Bits of the presence byte of an operation, in the order of the columns.</summary>
    [Flags]
    private enum Columns : byte
    {
        OperationKind = 1,
        ResourceType = 2,
        PartitionKey = 4,
        EffectivePartitionKey = 8,
        Id = 16,
        BinaryId = 32,
        Body = 64,
    }

    /// <summary>Paths of sparse values.</summary>
    private enum Sparse
    {
        IndexingDirective = 8,
        IfMatch = 9,
        IfNoneMatch = 10,
        TimeToLive = 11,
        MinimalReturn = 12,
    }

    public static List<BatchOperation> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Limits.BatchBytes)
        {
            throw RequestRefusedException.BadRequest($"A batch has at most {Limits.BatchBytes} bytes, not {body.Length}.");
        }

        var operations = new List<BatchOperation>();
        var reader = new HybridRowReader(body);
        reader.Expect(HybridRow.SegmentSchema);
        reader.Take(HybridRow.SegmentBytes - HybridRow.SegmentSchema.Length);
        while (!reader.AtEnd)
        {
            reader.Expect(HybridRow.RecordSchema);
            var (length, checksum) = (reader.Int32(), reader.UInt32());
            var record = reader.Take(length);
            operations.Add(HybridRow.Checksum(record.Span) == checksum ? Operation(record) : throw HybridRowReader.Malformed());
        }

        return operations.Count is > 0 and <= Limits.BatchOperations
            ? operations
            : throw RequestRefusedException.BadRequest(
                $"Batch request has {operations.Count} operations; it must have 1 to {Limits.BatchOperations}.");
    }

    private static BatchOperation Operation(ReadOnlyMemory<byte> record)
    {
        var row = new HybridRowReader(record);
        row.Expect(HybridRow.OperationSchema);
        var present = (Columns)row.Byte();
        if (!present.HasFlag(Columns.OperationKind | Columns.ResourceType))
        {
            throw HybridRowReader.Malformed();
        }

        var (kind, resource) = ((BatchOperationKind)row.Int32(), row.Int32());
        if (!Enum.IsDefined(kind) || resource != Items || present.HasFlag(Columns.BinaryId))
        {
            throw RequestRefusedException.Unsupported($"operation {(int)kind} on resources of type {resource} in a batch");
        }

        foreach (var unused in new[] { Columns.PartitionKey, Columns.EffectivePartitionKey })
        {
            // In a transactional batch the header has the partition key of all.
            _ = present.HasFlag(unused) ? row.Text() : default;
        }

        var id = present.HasFlag(Columns.Id) ? Text(row.Text()) : null;
        var content = present.HasFlag(Columns.Body) ? row.Text() : default;
        return WithSparse(new BatchOperation(kind, id, content, IfMatch: null, IfNoneMatch: null, ReturnsMinimal: false), row);
    }

    private static BatchOperation WithSparse(BatchOperation operation, HybridRowReader row)
    {
        while (!row.AtEnd)
        {
            var (type, path) = (row.Byte(), (Sparse)row.VariableLength());
            var value = type switch
            {
                HybridRow.Int32 or HybridRow.UInt32 => row.Take(sizeof(int)),
                HybridRow.Float64 => row.Take(sizeof(double)),
                HybridRow.Utf8 or HybridRow.Binary => row.Text(),
                HybridRow.True or HybridRow.False => default,
                _ => throw HybridRowReader.Malformed(),
            };
            operation = path switch
            {
                Sparse.IfMatch => operation with { IfMatch = Text(value) },
                Sparse.IfNoneMatch => operation with { IfNoneMatch = Text(value) },
                Sparse.MinimalReturn => operation with { ReturnsMinimal = type == HybridRow.True },
                Sparse.IndexingDirective => throw RequestRefusedException.Unsupported("an indexing directive for one item"),
                Sparse.TimeToLive => throw RequestRefusedException.Unsupported("a time to live beside the item in a batch"),
                _ => operation,
            };
        }

        return operation;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
