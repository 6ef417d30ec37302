namespace Local.Cosmos;

/// <summary>What a request asks for; requests and charges are counted by it.</summary>
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

    /// <summary>Not supported yet.</summary>
    Patch,

    /// <summary>A query or its plan. Not supported yet.</summary>
    Query,

    /// <summary>A transactional batch or a bulk request. Not supported yet.</summary>
    Batch,

    /// <summary>All items of a container without a query. Not supported yet.</summary>
    ReadFeed,

    /// <summary>Not supported yet.</summary>
    ChangeFeed,

    /// <summary>Anything else; answered with an error.</summary>
    Other,
}
