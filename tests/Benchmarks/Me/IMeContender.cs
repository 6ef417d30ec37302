using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <summary>A running server that tells people with a session token who they are.</summary>
internal interface IMeContender : ILoadedServer
{
    Uri MeAddress { get; }

    /// <summary>False if everybody gets the same answer.</summary>
    bool KnowsPeople { get; }
}
