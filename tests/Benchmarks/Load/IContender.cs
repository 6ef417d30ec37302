namespace Serverless.Benchmarks.Load;

/// <summary>A running server that takes Clerk's webhooks and keeps users.</summary>
internal interface IContender : ILoadedServer
{
    Uri WebhookAddress { get; }

    string SigningSecret { get; }

    /// <summary>False if users are not stored in this run, so that nobody waits for them.</summary>
    bool Stores { get; }

    /// <summary>How many users are stored.</summary>
    Task<int> CountUsers(CancellationToken cancellation);

    /// <summary>Whether a reader finds this user.</summary>
    Task<bool> IsVisible(string clerkId, CancellationToken cancellation);
}
