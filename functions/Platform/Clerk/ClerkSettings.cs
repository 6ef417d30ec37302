using System.Globalization;
using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Platform.Clerk;

/// <summary>Where Clerk's Backend API is, who we are there, and how much we may ask of it.</summary>
public sealed class ClerkSettings(IConfiguration configuration) : IRoomSettings
{
    private const string KeyName = "CLERK_SECRET_KEY";
    private const string AddressName = "CLERK_API_URL";
    private const string RateName = "CLERK_REQUESTS_PER_SECOND";

    private readonly string address = configuration[AddressName] is { Length: > 0 } text ? text : "https://api.clerk.com";
    private readonly string rate = configuration[RateName] is { Length: > 0 } text ? text : "80";
    private readonly string? key = configuration[KeyName];

    /// <summary><c>CLERK_SECRET_KEY</c>: <c>sk_live_…</c> or <c>sk_test_…</c>.</summary>
    public string SecretKey => key!;

    /// <summary><c>CLERK_API_URL</c>, by default <c>https://api.clerk.com</c>; the version, <c>/v1</c>, is no part of it.</summary>
    public Uri Address => new(address.TrimEnd('/'));

    /// <summary>
    /// <c>CLERK_REQUESTS_PER_SECOND</c>: how many requests all instances of the app together send in a second, by default 80.
    /// Clerk allows 1,000 in 10 s of a production instance and 100 of a development instance
    /// (https://clerk.com/docs/guides/how-clerk-works/system-limits), to everybody who uses its keys. The default is four
    /// fifths of the former, which <see cref="ClerkRateRules"/> cannot exceed even in the worst alignment of seconds; for a
    /// development instance set 8.
    /// </summary>
    public int RequestsPerSecond => int.Parse(rate, NumberStyles.None, CultureInfo.InvariantCulture);

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(key) is { } absent)
        {
            yield return new(KeyName, absent, "sk_live_… or sk_test_… as the Clerk dashboard shows it.");
        }
        else if (!key!.StartsWith("sk_", StringComparison.Ordinal) || key.Any(c => c is <= ' ' or >= '\x7f'))
        {
            yield return new(KeyName, "is not a secret key.", "sk_live_… or sk_test_… as the Clerk dashboard shows it.");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            yield return new(AddressName, "is not an absolute address.", "https://api.clerk.com, or nothing.");
        }
        else if (uri.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) || uri.Query.Length > 0)
        {
            yield return new(AddressName, "holds more than the address of the API.", "https://api.clerk.com, without version or query.");
        }

        if (!int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond) || perSecond is < 1 or > 1000)
        {
            yield return new(RateName, "is not a whole number from 1 to 1000.", "80, or 8 for a development instance.");
        }
    }
}
