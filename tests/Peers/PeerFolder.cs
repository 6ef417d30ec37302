using Serverless.Tests.Support;

namespace Serverless.Tests.Peers;

/// <summary>Where the npm packages live: <c>tests/Peers</c> of the working copy these tests were built from.</summary>
internal static class PeerFolder
{
    public static string FullName { get; } = Path.Combine(SourceTree.Root, "tests", "Peers");
}
