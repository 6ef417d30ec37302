using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class RefusedTokenTests
{
    private static readonly Dictionary<string, (string? Authorization, TokenRefusal Reason)> headers = new()
    {
        ["no header"] = (null, TokenRefusal.NoToken),
        ["empty header"] = ("", TokenRefusal.NoToken),
        ["scheme only"] = ("Bearer", TokenRefusal.NoToken),
        ["scheme and a space"] = ("Bearer ", TokenRefusal.NoToken),
        ["token only"] = (new ASessionToken().Signed(), TokenRefusal.NotBearer),
        ["Basic"] = ($"Basic {new ASessionToken().Signed()}", TokenRefusal.NotBearer),
        ["scheme that begins like Bearer"] = ($"BearerToken {new ASessionToken().Signed()}", TokenRefusal.NotBearer),
        ["space in front"] = ($" {new ASessionToken().Bearer()}", TokenRefusal.NotBearer),
        ["tab behind the scheme"] = ($"Bearer\t{new ASessionToken().Signed()}", TokenRefusal.NotBearer),
        ["quoted"] = ($"Bearer \"{new ASessionToken().Signed()}\"", TokenRefusal.NotBase64Url),
        ["two tokens"] = ($"{new ASessionToken().Bearer()} {new ASessionToken().Signed()}", TokenRefusal.NotOneToken),
        ["header sent twice"] = ($"{new ASessionToken().Bearer()}, {new ASessionToken().Bearer()}", TokenRefusal.NotOneToken),
        ["header sent twice, no space"] = ($"{new ASessionToken().Bearer()},{new ASessionToken().Bearer()}", TokenRefusal.NotOneToken),
        ["second header of another scheme"] = ($"{new ASessionToken().Bearer()}, Basic YTpi", TokenRefusal.NotOneToken),
        ["first header of another scheme"] = ($"Basic YTpi, {new ASessionToken().Bearer()}", TokenRefusal.NotBearer),
        ["a megabyte"] = ($"Bearer {new string('a', 1024 * 1024)}", TokenRefusal.TooLong),
        ["one character too long"] = ($"Bearer {new string('a', 8193)}", TokenRefusal.TooLong),
        ["a megabyte of spaces"] = ($"Bearer {new string(' ', 1024 * 1024)}", TokenRefusal.TooLong),
    };

    public static TheoryData<string> Tokens => [.. TokenTable.Refused.Keys];

    public static TheoryData<string> Headers => [.. headers.Keys];

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Token_is_refused_for_what_is_wrong_with_it(string name)
    {
        var (token, reason) = TokenTable.Refused[name];

        Assert.Equal(new SessionVerdict.Refused(reason), await Verify($"Bearer {token}"));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Header_without_exactly_one_token_is_refused(string name)
    {
        var (authorization, reason) = headers[name];

        Assert.Equal(new SessionVerdict.Refused(reason), await Verify(authorization));
    }

    [Fact]
    public void Every_refusal_is_tried_but_that_of_unknown_keys() => Assert.Equal(
        Enum.GetValues<TokenRefusal>().Except([TokenRefusal.UnknownKey]).Order(),
        TokenTable.Refused.Values.Select(row => row.Reason).Concat(headers.Values.Select(row => row.Reason)).Distinct().Order());

    /// <summary>A token that may be anybody's learns nothing from being wrong in two ways.</summary>
    [Fact]
    public async Task No_claim_is_looked_at_before_the_signature() => Assert.All(
        await Task.WhenAll(TokenTable.Refused.Keys.Select(async name => (name, Verdict: await WithBrokenSignature(name)))),
        row => Assert.True(
            row.Verdict is SessionVerdict.Refused { Reason: TokenRefusal.BadSignature } || row.Verdict == BeforeTheSignature(row.name),
            row.name));

    [Fact]
    public async Task Every_verdict_is_counted_by_its_name()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var counted = new OutcomeCounter(meters);
        var verifier = ASessionVerifier.With(metrics: new SessionMetrics(meters));

        await verifier.Verify(new ASessionToken().Bearer(), TestContext.Current.CancellationToken);
        await verifier.Verify(new ASessionToken().With("iss", "https://elsewhere.example").Bearer(), TestContext.Current.CancellationToken);
        await verifier.Verify(null, TestContext.Current.CancellationToken);

        Assert.Equal(["accepted", "other-issuer", "no-token"], counted.Seen);
    }

    private static async Task<SessionVerdict> Verify(string? authorization) =>
        await ASessionVerifier.With().Verify(authorization, TestContext.Current.CancellationToken);

    private static async Task<SessionVerdict> WithBrokenSignature(string name)
    {
        var token = TokenTable.Refused[name].Token;
        var dot = token.LastIndexOf('.');
        if (dot < 0 || token.Length - dot < 300)
        {
            return await Verify($"Bearer {token}");
        }

        var within = dot + 9;
        return await Verify($"Bearer {token[..within]}{(token[within] == 'A' ? 'B' : 'A')}{token[(within + 1)..]}");
    }

    /// <summary>The expected refusal, if it is one of those that need no key.</summary>
    private static SessionVerdict.Refused? BeforeTheSignature(string name) => TokenTable.Refused[name].Reason is var reason
        && (reason <= TokenRefusal.BadKeyId) && !(reason == TokenRefusal.NotJson && name.StartsWith("payload", StringComparison.Ordinal))
            ? new SessionVerdict.Refused(reason)
            : null;

    private sealed class OutcomeCounter : IDisposable
    {
        private readonly MeterListener listener = new();

        public OutcomeCounter(IMeterFactory meters)
        {
            listener.InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "sessions.verified" && instrument.Meter.Scope == meters)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Seen.Add(
                (string)tags.ToArray().Single(tag => tag.Key == "outcome").Value!));
            listener.Start();
        }

        public List<string> Seen { get; } = [];

        public void Dispose() => listener.Dispose();
    }
}
