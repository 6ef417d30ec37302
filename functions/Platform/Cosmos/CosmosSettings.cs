using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Platform.Cosmos;

/// <summary>Where documents are kept.</summary>
public sealed class CosmosSettings(IConfiguration configuration) : IRoomSettings
{
    private const string EndpointExample = "https://<account>.documents.azure.com:443/";
    private const string KeyExample = "the account's key, or nothing to use the managed identity.";

    private readonly string? endpoint = configuration["Cosmos:accountEndpoint"];
    private readonly string? connectionMode = configuration["Cosmos:connectionMode"];

    /// <summary><c>Cosmos__accountEndpoint</c>.</summary>
    public Uri Endpoint => new(endpoint!);

    /// <summary><c>Cosmos__accountKey</c>; without it the app signs in with its managed identity.</summary>
    public string? Key { get; } = configuration["Cosmos:accountKey"] is { Length: > 0 } key ? key : null;

    /// <summary><c>Cosmos__database</c>, by default <c>serverless</c>.</summary>
    public string Database { get; } = configuration["Cosmos:database"] ?? "serverless";

    /// <summary><c>Cosmos__connectionMode</c>: Direct, the default, or Gateway, for networks and emulators that only speak HTTP.</summary>
    public ConnectionMode ConnectionMode => Enum.Parse<ConnectionMode>(connectionMode ?? nameof(ConnectionMode.Direct), ignoreCase: true);

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(endpoint) is { } absent)
        {
            yield return new("Cosmos__accountEndpoint", absent, EndpointExample);
        }
        else if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            yield return new("Cosmos__accountEndpoint", "is not an absolute address.", EndpointExample);
        }

        if (Key is not null && SettingText.Absence(Key) is { } unresolved)
        {
            yield return new("Cosmos__accountKey", unresolved, KeyExample);
        }
        else if (Key is not null && !Convert.TryFromBase64String(Key, new byte[Key.Length], out _))
        {
            yield return new("Cosmos__accountKey", "is not base64.", KeyExample);
        }

        if (connectionMode is not null && !Enum.TryParse<ConnectionMode>(connectionMode, ignoreCase: true, out _))
        {
            yield return new("Cosmos__connectionMode", "is unknown.", "Direct or Gateway.");
        }
    }
}
