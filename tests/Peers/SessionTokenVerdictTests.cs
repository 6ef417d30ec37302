using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Serverless.Tests.Unit.Identity.Sessions;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>Our verdict on session tokens, compared with that of Clerk's own verifyToken, given the same key, parties and time.</summary>
[Collection(SharedPeer.Name)]
public sealed class SessionTokenVerdictTests(Peer peer)
{
    public static TheoryData<string> Tokens => [.. TokenTable.Refused.Keys, .. TokenTable.Accepted.Keys];

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Verdicts_are_the_same_or_differ_as_is_known(string name)
    {
        var token = TokenTable.Refused.TryGetValue(name, out var refused) ? refused.Token : TokenTable.Accepted[name];
        var why = SessionTokenDifferences.All.GetValueOrDefault(name);

        var parties = new[] { ASessionToken.Party, ASessionToken.OtherParty };

        var verdict = await ASessionVerifier.With().Verify($"Bearer {token}", TestContext.Current.CancellationToken);
        var outcome = await peer.VerifyTokenAsync(
            token, new { jwtKey = ASessionToken.PublicPem, authorizedParties = parties }, ASessionToken.Now);
        var here = verdict is SessionVerdict.Accepted;

        Assert.True(
            why is null ? here == !outcome.IsError : !here && !outcome.IsError,
            $"Accepted here: {here}, by the SDK: {!outcome.IsError}. Known is: {why ?? "no difference"}");
    }

    [Fact]
    public void Every_known_difference_is_tried() =>
        Assert.Empty(SessionTokenDifferences.All.Keys.Except(TokenTable.Refused.Keys).Except(TokenTable.Accepted.Keys));

    /// <summary>Where keys are served, they are told apart by their names.</summary>
    [Theory]
    [InlineData(ASessionToken.KeyId, true)]
    [InlineData("ins_another", false)]
    [InlineData(null, false)]
    public async Task Served_keys_are_found_by_name_alike(string? keyId, bool isAccepted)
    {
        await using var clerk = await ClerkClient.Start();
        for (var i = 0; i < 10; i++)
        {
            clerk.Wire.Answers(200, ASessionToken.Jwks((ASessionToken.KeyId, ASessionToken.Key)));
        }

        using var keys = new ServedKeys(clerk.Api, clerk.Clock, NullLogger<ServedKeys>.Instance);
        var token = (keyId is null ? new ASessionToken().WithoutHeader("kid") : new ASessionToken().WithHeader("kid", keyId)).Signed();

        var here = await ASessionVerifier.With(keys, clerk.Clock).Verify($"Bearer {token}", clerk.Cancellation);
        var outcome = await peer.VerifyTokenAsync(
            token, new { secretKey = "sk_test_a", apiUrl = clerk.Wire.Address, skipJwksCache = true }, ASessionToken.Now);

        Assert.Equal((isAccepted, isAccepted), (here is SessionVerdict.Accepted, !outcome.IsError));
    }
}
