using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>Test classes that share one <see cref="Peer"/>, and so one node process for the whole run.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPeer : ICollectionFixture<Peer>
{
    public const string Name = "npm packages";
}
