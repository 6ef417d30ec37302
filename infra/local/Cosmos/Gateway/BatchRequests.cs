using Local.Cosmos.Batch;
using Local.Cosmos.Http;
using Local.Cosmos.Patch;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>Transactional batches: operations on items under one partition key, all done or none.</summary>
internal static class BatchRequests
{
    private const int MultiStatus = 207;
    private const int FailedDependency = 424;

    public static GatewayResponse Answer(CosmosStore store, LoopbackRequest request, string[] path)
    {
        var container = ContainerAnswer.Owner(store, path);
        var partitionKey = ItemRequests.KeyOf(request, container);
        var operations = BatchBody.Parse(request.Body);
        var results = new List<BatchResult>();
        container.Transact(transaction =>
        {
            foreach (var operation in operations)
            {
                results.Add(Result(operation, transaction, container, partitionKey));
                if (results[^1].Status >= 400)
                {
                    return false;
                }
            }

            return true;
        });

        var failed = results[^1].Status >= 400 ? results[^1] : null;
        if (failed is not null)
        {
            results = operations.Select((_, at) => at == results.Count - 1 ? failed : new BatchResult(FailedDependency, Charge: 0)).ToList();
        }

        var response = new GatewayResponse(failed is null ? 200 : MultiStatus)
        {
            Body = BatchAnswer.Of(results),
            Charge = Math.Round(results.Sum(result => result.Charge), 2),
        };
        return ContainerAnswer.WithHeaders(response, container, container.Lsn);
    }

    private static BatchResult Result(BatchOperation operation, Transaction transaction, Container container, PartitionKey partitionKey)
    {
        try
        {
            return operation.Kind switch
            {
                BatchOperationKind.Read => Read(operation, transaction, partitionKey),
                BatchOperationKind.Delete => Delete(operation, transaction, container, partitionKey),
                BatchOperationKind.Patch => Patch(operation, transaction, container, partitionKey),
                BatchOperationKind.Create => Write(WriteMode.Create, operation, transaction, container, partitionKey),
                BatchOperationKind.Replace => Write(WriteMode.Replace, operation, transaction, container, partitionKey),
                _ => Write(WriteMode.Upsert, operation, transaction, container, partitionKey),
            };
        }
        catch (RequestRefusedException refused)
        {
            return NotDone(refused.Status, refused.Substatus);
        }
    }

    private static BatchResult Read(BatchOperation operation, Transaction transaction, PartitionKey partitionKey)
    {
        if (transaction.Find(KeyOf(operation, partitionKey)) is not { } item)
        {
            return NotDone(404);
        }

        return operation.IfNoneMatch is "*" || operation.IfNoneMatch == item.Etag
            ? NotDone(304) with { Etag = item.Etag }
            : new BatchResult(200, RequestCharge.Read(item.Json.Length)) { Etag = item.Etag, Body = item.Json };
    }

    private static BatchResult Delete(
        BatchOperation operation, Transaction transaction, Container container, PartitionKey partitionKey)
    {
        var result = transaction.Write(new ItemWrite(WriteMode.Delete, KeyOf(operation, partitionKey), default, operation.IfMatch));
        return result.Item is { } deleted
            ? new BatchResult(204, ItemRequests.DeleteCharge(container, deleted))
            : NotWritten(result.Outcome);
    }

    private static BatchResult Patch(
        BatchOperation operation, Transaction transaction, Container container, PartitionKey partitionKey)
    {
        var patch = ItemPatch.Parse(operation.Body);
        if (transaction.Find(KeyOf(operation, partitionKey)) is not { } item)
        {
            return NotDone(404);
        }

        if (operation.IfMatch is not (null or "*") && operation.IfMatch != item.Etag)
        {
            return NotDone(412);
        }

        return patch.Condition?.IsTrueOf(item) == false
            ? NotDone(412, Substatus.PatchConditionFailed)
            : Write(WriteMode.Replace, patch.ApplyTo(item, container.Definition), operation, transaction);
    }

    private static BatchResult Write(
        WriteMode mode, BatchOperation operation, Transaction transaction, Container container, PartitionKey partitionKey) =>
        Write(mode, ItemRequests.Parse(operation.Body, container, partitionKey, operation.Id), operation, transaction);

    private static BatchResult Write(WriteMode mode, IncomingItem incoming, BatchOperation operation, Transaction transaction)
    {
        var result = transaction.Write(ItemWrite.Of(mode, incoming, operation.IfMatch));
        if (result.Item is not { } item)
        {
            return NotWritten(result.Outcome);
        }

        var created = result.Outcome == WriteOutcome.Created;
        return new BatchResult(created ? 201 : 200, ContainerAnswer.WriteCharge(result, incoming.IndexedPaths))
        {
            Etag = item.Etag,
            Body = operation.ReturnsMinimal ? default : item.Json,
        };
    }

    private static ItemKey KeyOf(BatchOperation operation, PartitionKey partitionKey) =>
        new(partitionKey, operation.Id ?? throw RequestRefusedException.BadRequest("The operation of the batch names no item."));

    private static BatchResult NotWritten(WriteOutcome outcome) => NotDone(outcome switch
    {
        WriteOutcome.AlreadyExists or WriteOutcome.UniqueKeyTaken => 409,
        WriteOutcome.PreconditionFailed => 412,
        _ => 404,
    });

    private static BatchResult NotDone(int status, int substatus = 0) => new(status, RequestCharge.NotDone) { Substatus = substatus };
}
