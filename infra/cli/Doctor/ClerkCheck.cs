using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Cli.Settings;
using Serverless.Identity.Sessions;
using Serverless.Platform.Clerk;
using Serverless.Webhooks;

namespace Serverless.Cli.Doctor;

/// <summary>Whether Clerk's API takes the secret key, and whether all settings speak of the same Clerk instance.</summary>
internal sealed class ClerkCheck(KnownSettings settings) : ICheck
{
    private const string SecretKey = "Clerk secret key";
    private const string Issuer = "Clerk issuer";
    private const string PublicKey = "Clerk public key";
    private const string Instance = "Clerk instance";

    /// <summary>For one answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => SecretKey;

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation)
    {
        var (clerk, sessions) = (new ClerkSettings(settings.Configuration), new SessionSettings(settings.Configuration));
        using var http = new HttpClient { Timeout = Patience };
        var (secretKey, keys) = clerk.Problems().Any()
            ? (Finding.Skipped(SecretKey, "its settings cannot be used: see settings."), null)
            : await AskWithSecretKey(http, clerk, cancellation);
        return
        [
            secretKey,
            sessions.Problems().Any(problem => problem.Name == "CLERK_ISSUER")
                ? Finding.Skipped(Issuer, "it cannot be used: see settings.")
                : await AskIssuer(http, sessions.Issuer, keys, cancellation),
            OfPublicKey(sessions, keys),
            OfInstance(new WebhookSettings(settings.Configuration).InstanceId, keys),
        ];
    }

    /// <summary>The keys of session tokens: nothing personal, and Clerk limits this call less than any other.</summary>
    private static async Task<(Finding Finding, IReadOnlyList<ServedKey>? Keys)> AskWithSecretKey(
        HttpClient http, ClerkSettings clerk, CancellationToken cancellation)
    {
        var address = new Uri($"{clerk.Address}".TrimEnd('/') + "/v1/jwks");
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", clerk.SecretKey) },
        };
        var (status, keys, failure) = await Fetch(http, request, cancellation);
        return (status, keys) switch
        {
            (200, { Count: > 0 }) => (Finding.Ok(SecretKey, $"{clerk.Address} takes it."), keys),
            (401 or 403, _) => (
                Finding.Failed(
                    SecretKey,
                    $"{clerk.Address} does not know it ({status}).",
                    "Copy CLERK_SECRET_KEY anew from Clerk's dashboard (Configure, API keys) of the right instance; it may have been rolled."),
                null),
            (null, _) => (
                Finding.Failed(
                    SecretKey,
                    $"{clerk.Address} cannot be reached: {failure}",
                    "Is CLERK_API_URL right (empty for Clerk itself), and may this machine reach it?"),
                null),
            _ => (
                Finding.Failed(
                    SecretKey,
                    $"{address} answers {status}, without keys of session tokens.",
                    "Is CLERK_API_URL the address of Clerk's Backend API?"),
                null),
        };
    }

    private static async Task<Finding> AskIssuer(HttpClient http, string issuer, IReadOnlyList<ServedKey>? keys, CancellationToken cancellation)
    {
        const string remedy = "CLERK_ISSUER is the Frontend API URL of Clerk's dashboard (Configure, API keys); else every session token is refused.";
        using var request = new HttpRequestMessage(HttpMethod.Get, issuer + "/.well-known/jwks.json");
        var (status, served, failure) = await Fetch(http, request, cancellation);
        return (status, served) switch
        {
            (200, { Count: > 0 }) when keys is null => Finding.Ok(
                Issuer,
                $"{issuer} serves keys; whose, cannot be compared without the secret key."),
            (200, { Count: > 0 }) when served.Intersect(keys).Any() => Finding.Ok(
                Issuer,
                $"{issuer} serves the keys of the same instance as the secret key."),
            (200, { Count: > 0 }) => Finding.Failed(Issuer, $"{issuer} is of another instance than the secret key.", remedy),
            (null, _) => Finding.Failed(Issuer, $"{issuer} cannot be reached: {failure}", remedy),
            _ => Finding.Failed(Issuer, $"{issuer} serves no keys of session tokens ({status}).", remedy),
        };
    }

    private static Finding OfPublicKey(SessionSettings sessions, IReadOnlyList<ServedKey>? keys)
    {
        if (sessions.Problems().Any(problem => problem.Name == "CLERK_JWT_KEY"))
        {
            return Finding.Skipped(PublicKey, "it cannot be used: see settings.");
        }

        if (sessions.Key is not { } key)
        {
            return Finding.Skipped(PublicKey, "CLERK_JWT_KEY is empty: keys are fetched from Clerk.");
        }

        return keys is null ? Finding.Skipped(PublicKey, "it cannot be compared without the secret key.")
            : keys.Any(served => served.Is(key)) ? Finding.Ok(PublicKey, "CLERK_JWT_KEY is the instance's.")
            : Finding.Failed(
                PublicKey,
                "CLERK_JWT_KEY is none of the instance's keys.",
                "Copy it anew from Clerk's dashboard, or leave it empty: then keys are fetched.");
    }

    /// <summary>A key of Clerk's is named after its instance.</summary>
    private static Finding OfInstance(string? instance, IReadOnlyList<ServedKey>? keys)
    {
        if (instance is null)
        {
            return Finding.Skipped(Instance, "CLERK_INSTANCE_ID is empty: events of every instance are taken.");
        }

        return keys?.Where(key => key.Id.StartsWith("ins_", StringComparison.Ordinal)).Select(key => key.Id).ToList() is not { Count: > 0 } named
            ? Finding.Skipped(Instance, "it cannot be compared: no key names an instance.")
            : named.Contains(instance) ? Finding.Ok(Instance, "CLERK_INSTANCE_ID is that of the secret key.")
            : Finding.Failed(
                Instance,
                $"the secret key is of {string.Join(", ", named)}, and CLERK_INSTANCE_ID is not.",
                "Events of the right instance are acknowledged and dropped: set CLERK_INSTANCE_ID to that of the secret key, or to nothing.");
    }

    /// <returns>No status if there was no answer; no keys if it was not a set of keys.</returns>
    private static async Task<(int? Status, IReadOnlyList<ServedKey>? Keys, string? Failure)> Fetch(
        HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return ((int)response.StatusCode, ServedKey.Read(body), null);
        }
        catch (HttpRequestException unreachable)
        {
            return (null, null, (unreachable.InnerException ?? unreachable).Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, null, $"no answer within {Patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>A key of a JSON Web Key Set (RFC 7517); equal if it has the same name and modulus.</summary>
    private sealed record ServedKey(string Id, string Modulus)
    {
        public static IReadOnlyList<ServedKey>? Read(byte[] body)
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                // What the app itself would take of it.
                return KeySet.Read(json.RootElement, KeySet.Empty).Count == 0
                    ? null
                    : [.. json.RootElement.Items("keys").Select(key => new ServedKey(key.Text("kid") ?? "", key.Text("n") ?? ""))];
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public bool Is(RSAParameters key) => Modulus == System.Buffers.Text.Base64Url.EncodeToString(key.Modulus);
    }
}
