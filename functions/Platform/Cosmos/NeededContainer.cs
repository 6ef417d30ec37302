namespace Serverless.Platform.Cosmos;

/// <summary>A container that the app expects to find. What is indexed in it, and what expires, is in infra.</summary>
/// <param name="Partition">The path of its partition key.</param>
public sealed record NeededContainer(string Name, string Partition);
