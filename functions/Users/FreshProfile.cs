using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Serverless.Identity;
using Serverless.Platform.Clerk;

namespace Serverless.Users;

/// <summary>What Clerk says of somebody at this moment.</summary>
public abstract record ProfileAnswer
{
    private ProfileAnswer()
    {
    }

    public sealed record Found(UserSeen Seen) : ProfileAnswer;

    /// <summary>Clerk says that there is nobody of that id.</summary>
    public sealed record Nobody : ProfileAnswer;

    /// <summary>Clerk did not say, or not in time.</summary>
    public sealed record NotTold : ProfileAnswer;
}

/// <summary>
/// Asks Clerk about one person while somebody waits for the answer: briefly, and not at all for a while after Clerk has failed.
/// </summary>
public sealed partial class FreshProfile(ClerkApi clerk, TimeProvider clock, ILogger<FreshProfile> logger)
{
    /// <summary>A person who signs up waits this long for their first page at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>During which nobody waits for a Clerk that has failed before.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ClerkException>().Handle<TimeoutRejectedException>(),
            FailureRatio = 0.5,
            MinimumThroughput = 2,
            SamplingDuration = Pause,
            BreakDuration = Pause,
        })
        .AddTimeout(Patience)
        .Build();

    public async Task<ProfileAnswer> Ask(ProviderSubject subject, CancellationToken cancellation)
    {
        try
        {
            var user = await pipeline.ExecuteAsync(async token => await clerk.FindUser(subject.Subject, token), cancellation);
            return user is null ? new ProfileAnswer.Nobody()
                : ClerkUserReader.Seen(user.Value) is UserReading.Read { Fact: UserSeen seen } && seen.Subject == subject ? new ProfileAnswer.Found(seen)
                : new ProfileAnswer.NotTold();
        }
        catch (Exception failure) when (failure is ClerkException or TimeoutRejectedException or BrokenCircuitException)
        {
            LogNotTold(failure.Message);
            return new ProfileAnswer.NotTold();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Somebody new was met without their profile: {Reason}")]
    private partial void LogNotTold(string reason);
}
