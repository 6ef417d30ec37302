using System.Text.Json.Nodes;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>
/// The npm packages svix, standardwebhooks, @clerk/backend, a validator of OpenAPI and a grammar of Bicep, installed and started for the
/// first test that asks. Without Node.js those tests are skipped; on CI, where nobody reads what was skipped, they fail.
/// </summary>
public sealed class Peer : IAsyncLifetime
{
    /// <summary>Our own implementation, where verdicts are compared.</summary>
    public const string Here = "here";
    public const string Svix = "svix";
    public const string StandardWebhooks = "standardwebhooks";
    public const string Clerk = "@clerk/backend";

    private PeerProcess? process;
    private string? missing;

    public async ValueTask InitializeAsync()
    {
        missing = await PeerInstallation.EnsureAsync();
        process = missing is null ? new PeerProcess() : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>The signature header by the package of this name.</summary>
    public async Task<string> SignAsync(string name, string secret, string id, DateTimeOffset time, string body) =>
        (await CallAsync(new { operation = "sign", name, secret, id, seconds = time.ToUnixTimeSeconds(), body }))!;

    /// <summary>Why the package of this name refuses the message, null if it accepts it.</summary>
    /// <param name="now">The time the package believes it is; the real time if null.</param>
    public Task<string?> VerifyAsync(
        string name, string secret, IReadOnlyDictionary<string, string> headers, string body, DateTimeOffset? now = null) =>
        now is { } fixedTime
            ? CallAsync(new { operation = "verify", name, secret, headers, body, now = fixedTime.ToUnixTimeMilliseconds() })
            : CallAsync(new { operation = "verify", name, secret, headers, body });

    /// <summary>What Clerk's SDK makes of a call to the API at an address.</summary>
    /// <param name="address">Without <c>/v1</c>.</param>
    /// <param name="secretKey">Of the instance.</param>
    /// <param name="call">Resource and method, such as <c>users.getUser</c>.</param>
    /// <param name="arguments">Of the method.</param>
    internal async Task<PeerOutcome> CallClerkAsync(Uri address, string secretKey, string call, params object[] arguments)
    {
        var (resource, method) = (call.Split('.')[0], call.Split('.')[1]);
        return PeerOutcome.Parse(await CallAsync(new { operation = "clerk", apiUrl = address, secretKey, resource, method, args = arguments }));
    }

    /// <summary>What the SDK's <c>verifyToken</c> makes of a session token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="options">As the SDK takes them.</param>
    /// <param name="now">The time the SDK believes it is; the real time if null.</param>
    internal async Task<PeerOutcome> VerifyTokenAsync(string token, object options, DateTimeOffset? now = null) => PeerOutcome.Parse(
        now is { } fixedTime
            ? await CallAsync(new { operation = "verifyToken", token, options, now = fixedTime.ToUnixTimeMilliseconds() })
            : await CallAsync(new { operation = "verifyToken", token, options }));

    /// <summary>What a client in JavaScript saw on its way from sign-up to deletion; see <c>walk.mjs</c>.</summary>
    internal async Task<PeerOutcome> WalkAsync(Uri clerkUrl, Uri apiUrl, string secretKey) =>
        PeerOutcome.Parse(await CallAsync(new { operation = "walk", clerkUrl, apiUrl, secretKey }));

    /// <summary>What is wrong with a description in OpenAPI, as JSON; null if nothing is.</summary>
    internal Task<string?> FindFaultsAsync(JsonObject document) => CallAsync(new { operation = "openapi", document });

    /// <summary>Where a text first is not Bicep, as line and column from 1, and what stands there; null if all of it is.</summary>
    internal Task<string?> FindSyntaxErrorAsync(string text) => CallAsync(new { operation = "bicep", text });

    /// <summary>Who accepts the delivery: our implementation first, then the packages.</summary>
    /// <param name="headers">The headers to show to the implementation of a name.</param>
    internal async Task<List<string>> AcceptedByAsync(
        Delivery delivery, Func<string, IReadOnlyDictionary<string, string>> headers)
    {
        List<string> accepted = delivery.RefusalHere(headers(Here)) is null ? [Here] : [];
        foreach (var name in new[] { Svix, StandardWebhooks, Clerk })
        {
            if (await VerifyAsync(name, delivery.Secret, headers(name), delivery.Body, delivery.ReceivedAt) is null)
            {
                accepted.Add(name);
            }
        }

        return accepted;
    }

    /// <summary>Ends the test for want of Node.js: skipped on a developer's machine, failed on CI.</summary>
    internal static void ReportMissing(string reason, string? ci)
    {
        Assert.False(ci == "true", $"CI has to run these tests. {reason}");
        Assert.Skip(reason);
    }

    private Task<string?> CallAsync(object request)
    {
        if (missing is not null)
        {
            ReportMissing(missing, Environment.GetEnvironmentVariable("CI"));
        }

        return process!.CallAsync(request, TestContext.Current.CancellationToken);
    }
}
