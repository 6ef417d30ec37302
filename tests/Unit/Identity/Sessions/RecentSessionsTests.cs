using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class RecentSessionsTests : IDisposable
{
    private readonly ManualClock clock = new(ASessionToken.Now);
    private readonly CountedKey key = new();
    private readonly RecentSessions sessions;

    public RecentSessionsTests() =>
        sessions = new RecentSessions(ASessionVerifier.With(key, clock), ASessionVerifier.Metrics(), clock);

    public void Dispose() => sessions.Dispose();

    [Fact]
    public async Task Token_shown_again_is_not_verified_again()
    {
        var token = new ASessionToken().Bearer();

        var first = await Verify(token);
        var second = await Verify(token);

        Assert.Same(Assert.IsType<SessionVerdict.Accepted>(first), second);
        Assert.Equal(1, key.Asked);
    }

    [Fact]
    public async Task Remembered_token_ends_when_it_expires()
    {
        var token = new ASessionToken().With("exp", ASessionToken.Seconds(30)).Bearer();
        await Verify(token);

        clock.Advance(TimeSpan.FromSeconds(36));

        Assert.Equal(new SessionVerdict.Refused(TokenRefusal.Expired), await Verify(token));
    }

    [Fact]
    public async Task Token_that_lives_for_long_is_verified_again_after_a_minute()
    {
        var token = new ASessionToken().With("exp", ASessionToken.Seconds(3600)).Bearer();
        await Verify(token);
        key.IsWithdrawn = true;

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.IsType<SessionVerdict.Accepted>(await Verify(token));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new SessionVerdict.Refused(TokenRefusal.UnknownKey), await Verify(token));
    }

    [Fact]
    public async Task Token_that_differs_in_one_letter_is_another_token()
    {
        var token = new ASessionToken().Bearer();
        await Verify(token);

        Assert.IsType<SessionVerdict.Refused>(await Verify(token[..^50] + (token[^50] == 'A' ? 'B' : 'A') + token[^49..]));
    }

    [Fact]
    public async Task Refusal_is_not_remembered()
    {
        var token = new ASessionToken().Bearer();
        key.IsWithdrawn = true;
        await Verify(token);
        key.IsWithdrawn = false;

        Assert.IsType<SessionVerdict.Accepted>(await Verify(token));
    }

    private ValueTask<SessionVerdict> Verify(string authorization) => sessions.Verify(authorization, TestContext.Current.CancellationToken);

    /// <summary>The key of the tests, which tells how often it was asked for.</summary>
    private sealed class CountedKey : SessionKeys
    {
        private readonly ConfiguredKey key = new(ASessionToken.PublicKey);

        public int Asked { get; private set; }

        public bool IsWithdrawn { get; set; }

        public override ValueTask<KeyLookup> Find(string? keyId, CancellationToken cancellation)
        {
            Asked++;
            return IsWithdrawn ? new(KeyLookup.Unknown) : key.Find(keyId, cancellation);
        }
    }
}
