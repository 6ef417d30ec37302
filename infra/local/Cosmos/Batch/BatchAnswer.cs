using System.Text;

namespace Local.Cosmos.Batch;

/// <summary>From the results of a batch to the body of its answer.</summary>
internal static class BatchAnswer
{
    private const byte StatusAndSubstatus = 0b0011;
    private const byte Etag = 0b0100;
    private const byte Body = 0b1000;

    /// <summary>Path of the sparse value.</summary>
    private const byte RequestCharge = 6;

    public static ReadOnlyMemory<byte> Of(IReadOnlyList<BatchResult> results)
    {
        var answer = new MemoryStream();
        HybridRow.WriteSegment(answer);
        foreach (var result in results)
        {
            HybridRow.WriteRecord(answer, Row(result));
        }

        return answer.GetBuffer().AsMemory(0, (int)answer.Length);
    }

    private static ReadOnlySpan<byte> Row(BatchResult result)
    {
        var row = new MemoryStream(result.Body.Length + 128);
        row.Write(HybridRow.ResultSchema);
        row.WriteByte((byte)(StatusAndSubstatus | (result.Etag is null ? 0 : Etag) | (result.Body.IsEmpty ? 0 : Body)));
        HybridRow.WriteNumber(row, result.Status);
        HybridRow.WriteNumber(row, result.Substatus);
        if (result.Etag is { } etag)
        {
            HybridRow.WriteText(row, Encoding.UTF8.GetBytes(etag));
        }

        if (!result.Body.IsEmpty)
        {
            HybridRow.WriteText(row, result.Body.Span);
        }

        row.Write([HybridRow.Float64, RequestCharge]);
        row.Write(BitConverter.GetBytes(result.Charge));
        return row.GetBuffer().AsSpan(0, (int)row.Length);
    }
}
