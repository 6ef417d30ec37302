using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Cosmos.Query;
using Local.Cosmos.Store;

namespace Local.Cosmos.Patch;

/// <summary>
/// A patch as sent: operations in order, all or none, and maybe a condition ("Partial document update in Azure Cosmos DB").
/// </summary>
internal sealed class ItemPatch
{
    private readonly List<PatchOperation> operations;

    private ItemPatch(Predicate? condition, List<PatchOperation> operations)
    {
        Condition = condition;
        this.operations = operations;
    }

    public Predicate? Condition { get; }

    public static ItemPatch Parse(ReadOnlyMemory<byte> body)
    {
        var json = JsonNodes.ParseObject(body, "patch");
        if (json["operations"] is not JsonArray { Count: > 0 and <= Limits.PatchOperations } operations)
        {
            throw RequestRefusedException.BadRequest($"A patch must have 1 to {Limits.PatchOperations} 'operations'.");
        }

        var condition = json["condition"].AsText("condition");
        return new ItemPatch(
            condition is null ? null : Predicate.Parse(condition),
            operations.Select(operation => PatchOperation.Parse(operation)).ToList());
    }

    /// <returns>The patched item, under its old key.</returns>
    /// <exception cref="RequestRefusedException">An operation cannot be done; nothing is.</exception>
    public IncomingItem ApplyTo(StoredItem item, ContainerDefinition container)
    {
        var json = JsonNode.Parse(item.Json.Span, documentOptions: JsonNodes.Stored)!.AsObject();
        foreach (var operation in operations)
        {
            operation.ApplyTo(json);
        }

        var patched = IncomingItem.Parse(JsonSerializer.SerializeToUtf8Bytes(json, JsonNodes.Plain), container);
        return patched.PartitionKey == item.Key.PartitionKey
            ? patched
            : throw RequestRefusedException.BadRequest("A patch cannot change the partition key.");
    }
}
