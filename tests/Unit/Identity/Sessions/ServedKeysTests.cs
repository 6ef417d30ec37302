using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class ServedKeysTests : IAsyncLifetime
{
    private const string Id = ASessionToken.KeyId;
    private const string NewId = "ins_rotated";

    private static readonly string old = ASessionToken.Jwks((Id, ASessionToken.Key));
    private static readonly string rotating = ASessionToken.Jwks((Id, ASessionToken.Key), (NewId, ASessionToken.OtherKey));
    private static readonly string rotated = ASessionToken.Jwks((NewId, ASessionToken.OtherKey));

    private ClerkClient clerk = null!;
    private ServedKeys keys = null!;

    public async ValueTask InitializeAsync()
    {
        clerk = await ClerkClient.Start();
        keys = new ServedKeys(clerk.Api, clerk.Clock, NullLogger<ServedKeys>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        keys.Dispose();
        await clerk.DisposeAsync();
    }

    [Fact]
    public async Task Token_is_verified_with_the_key_it_names()
    {
        clerk.Wire.Answers(200, rotating);
        var verifier = ASessionVerifier.With(keys, clerk.Clock);

        Assert.IsType<SessionVerdict.Accepted>(await verifier.Verify(new ASessionToken().Bearer(), clerk.Cancellation));
        Assert.IsType<SessionVerdict.Accepted>(await verifier.Verify(
            $"Bearer {new ASessionToken().WithHeader("kid", NewId).Signed(ASessionToken.OtherKey)}", clerk.Cancellation));
        Assert.Equal(
            new SessionVerdict.Refused(TokenRefusal.BadSignature),
            await verifier.Verify($"Bearer {new ASessionToken().Signed(ASessionToken.OtherKey)}", clerk.Cancellation));
        Assert.Equal(
            new SessionVerdict.Refused(TokenRefusal.UnknownKey),
            await verifier.Verify(new ASessionToken().WithHeader("kid", "ins_another").Bearer(), clerk.Cancellation));
        Assert.Equal(
            new SessionVerdict.Refused(TokenRefusal.UnknownKey),
            await verifier.Verify(new ASessionToken().WithoutHeader("kid").Bearer(), clerk.Cancellation));
    }

    [Fact]
    public async Task Token_that_names_no_key_makes_nobody_ask()
    {
        Assert.Equal(KeyLookup.Unknown, await keys.Find(null, clerk.Cancellation));
        Assert.Empty(clerk.Wire.Requests);
    }

    [Fact]
    public async Task Many_first_tokens_ask_once()
    {
        clerk.Wire.Answers(200, old);

        var found = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Find(Id))));

        Assert.All(found, lookup => Assert.NotNull(lookup.Key));
        Assert.Equal("/v1/jwks", Assert.Single(clerk.Wire.Requests).Target);
    }

    [Fact]
    public async Task Key_that_is_new_at_clerk_is_found()
    {
        clerk.Wire.Answers(200, old).Answers(200, rotating);
        await Find(Id);
        clerk.Clock.Advance(ServedKeys.Floor);

        Assert.NotNull((await Find(NewId)).Key);
        Assert.Equal(2, clerk.Wire.Requests.Count);
    }

    [Fact]
    public async Task Flood_of_made_up_keys_asks_once_in_30_seconds()
    {
        clerk.Wire.Answers(200, old).Answers(200, old).Answers(200, old);
        await Find(Id);

        for (var flood = 1; flood <= 3; flood++)
        {
            var round = flood;
            var found = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Find($"ins_{round}_{i}")));

            Assert.All(found, lookup => Assert.Equal(KeyLookup.Unknown, lookup));
            Assert.Equal(flood, clerk.Wire.Requests.Count);
            clerk.Clock.Advance(ServedKeys.Floor);
        }
    }

    [Fact]
    public async Task Keys_are_fetched_again_after_an_hour_while_they_are_used()
    {
        var answer = new TaskCompletionSource();
        clerk.Wire.Answers(200, old).Then(async context =>
        {
            await answer.Task;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(rotated));
        });
        await Find(Id);
        clerk.Clock.Advance(ServedKeys.Fresh);
        Assert.NotNull((await Find(Id)).Key);
        await clerk.Wire.Arrival(clerk.Cancellation);
        clerk.Clock.Advance(TimeSpan.FromSeconds(1));

        var meanwhile = keys.Find(Id, clerk.Cancellation);
        await clerk.Wire.Arrival(clerk.Cancellation);
        var other = Find(NewId);
        answer.SetResult();

        Assert.True(meanwhile.IsCompletedSuccessfully);
        Assert.NotNull((await meanwhile).Key);
        Assert.NotNull((await other).Key);
        Assert.Equal(KeyLookup.Unknown, await Find(Id));   // withdrawn
        Assert.Equal(2, clerk.Wire.Requests.Count);
    }

    [Fact]
    public async Task Keys_are_used_for_a_day_while_clerk_is_down()
    {
        clerk.Wire.Answers(200, old).Refuses(401, "down").Refuses(401, "down").Answers(200, old);
        await Find(Id);

        clerk.Clock.Advance(TimeSpan.FromHours(23));
        Assert.NotNull((await Find(Id)).Key);
        Assert.Equal(KeyLookup.Unavailable, await Find("ins_made_up"));   // Clerk did not say that there is no such key
        Assert.NotNull((await Find(Id)).Key);

        clerk.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(KeyLookup.Unavailable, await Find(Id));
        Assert.Equal(3, clerk.Wire.Requests.Count);

        clerk.Clock.Advance(ServedKeys.Floor);
        Assert.NotNull((await Find(Id)).Key);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("[]")]
    public async Task Answer_without_a_key_takes_none_away(string empty)
    {
        clerk.Wire.Answers(200, old).Answers(200, empty);
        await Find(Id);
        clerk.Clock.Advance(ServedKeys.Floor);

        Assert.Equal(KeyLookup.Unavailable, await Find("ins_made_up"));
        Assert.NotNull((await Find(Id)).Key);
    }

    [Fact]
    public async Task Without_a_key_nobody_is_let_in_and_clerk_is_asked_once_in_30_seconds()
    {
        clerk.Wire.Refuses(401, "clerk_key_invalid").Answers(200, old);
        var verifier = ASessionVerifier.With(keys, clerk.Clock);

        for (var i = 0; i < 100; i++)
        {
            Assert.IsType<SessionVerdict.KeysUnavailable>(await verifier.Verify(new ASessionToken().Bearer(), clerk.Cancellation));
        }

        Assert.Single(clerk.Wire.Requests);
        clerk.Clock.Advance(ServedKeys.Floor);
        Assert.IsType<SessionVerdict.Accepted>(await verifier.Verify(new ASessionToken().Bearer(), clerk.Cancellation));
    }

    [Fact]
    public async Task Tokens_wait_3_seconds_together_and_the_request_goes_on()
    {
        var answer = new TaskCompletionSource();
        clerk.Wire.Then(async context =>
        {
            await answer.Task;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(old));
        });

        var first = Find(Id);
        await clerk.Wire.Arrival(clerk.Cancellation);
        await clerk.Clock.Waiting(due => due == ServedKeys.Patience);
        clerk.Clock.Advance(ServedKeys.Patience);
        Assert.Equal(KeyLookup.Unavailable, await first);

        var second = keys.Find(Id, clerk.Cancellation);
        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(KeyLookup.Unavailable, await second);

        answer.SetResult();
        await Settled();
        Assert.NotNull((await Find(Id)).Key);
        Assert.Single(clerk.Wire.Requests);
    }

    [Fact]
    public async Task Token_whose_caller_leaves_stops_waiting_and_the_request_goes_on()
    {
        var answer = new TaskCompletionSource();
        clerk.Wire.Then(async context =>
        {
            await answer.Task;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(old));
        });
        using var caller = new CancellationTokenSource();
        var left = keys.Find(Id, caller.Token).AsTask();
        await clerk.Wire.Arrival(clerk.Cancellation);

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        answer.SetResult();
        Assert.NotNull((await Find(Id)).Key);
        Assert.Single(clerk.Wire.Requests);
    }

    private Task<KeyLookup> Find(string id) => keys.Find(id, clerk.Cancellation).AsTask();

    /// <summary>The request under way is answered, and the answer is in use.</summary>
    private async Task Settled()
    {
        while ((await Find(Id)).IsUnavailable)
        {
            clerk.Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
