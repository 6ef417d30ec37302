using System.Text.Json.Serialization;

namespace Local.Cosmos;

/// <summary>What a request asks for; requests and charges are counted by it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CosmosOperation>))]
public enum CosmosOperation
{
    /// <summary>The account, databases, containers and partition key ranges.</summary>
    Metadata,

    /// <summary>An item that must not exist.</summary>
    Create,

    /// <summary>One item by id and partition key.</summary>
    Read,

    /// <summary>An item that must exist.</summary>
    Replace,

    /// <summary>Create or replace.</summary>
    Upsert,

    /// <summary>One item.</summary>
    Delete,

    /// <summary>Operations on parts of an item that must exist.</summary>
    Patch,

    /// <summary>A page of a query, or its plan, which costs nothing.</summary>
    Query,

    /// <summary>A transactional batch; a bulk request, which is not supported.</summary>
    Batch,

    /// <summary>A page of all items of a container, without a query.</summary>
    ReadFeed,

    /// <summary>A page of the items in the order of their last write.</summary>
    ChangeFeed,

    /// <summary>Anything else; answered with an error.</summary>
    Other,
}
