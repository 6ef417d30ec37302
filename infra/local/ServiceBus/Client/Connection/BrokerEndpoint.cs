using System.Globalization;
using System.Net;
using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>Where the broker listens, as a connection string or a namespace name says it.</summary>
/// <param name="EntityPath">The only entity the connection string is for; null for any.</param>
internal sealed record BrokerEndpoint(string FullyQualifiedNamespace, int Port, string? EntityPath)
{
    /// <summary>AMQP's port, which the real broker and its emulator listen on.</summary>
    private const int DefaultPort = 5672;
    private const string Scheme = "sb://";

    /// <summary>The local broker binds to loopback only, and only it speaks this client's protocol.</summary>
    public bool IsLocal => FullyQualifiedNamespace.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(FullyQualifiedNamespace, out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// Reads `Endpoint=sb://host[:port];SharedAccessKeyName=…;SharedAccessKey=…[;EntityPath=…][;UseDevelopmentEmulator=true]`.
    /// A key must be there, as the real client demands it, but the local broker has no access control.
    /// </summary>
    /// <exception cref="FormatException">The string is not made of name=value pairs.</exception>
    /// <exception cref="ArgumentException">A part is missing or invalid; the text names it and never quotes a key.</exception>
    public static BrokerEndpoint FromConnectionString(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
            {
                throw new FormatException("The connection string could not be parsed: it must be name=value pairs separated by ';'.");
            }

            parts[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        var hasKey = parts.ContainsKey("SharedAccessKeyName") && parts.ContainsKey("SharedAccessKey");
        if (!parts.TryGetValue("Endpoint", out var endpoint) || hasKey == parts.ContainsKey("SharedAccessSignature"))
        {
            throw new ArgumentException(
                "The connection string must have an Endpoint and either a SharedAccessKeyName with its SharedAccessKey or a "
                + "SharedAccessSignature.",
                nameof(connectionString));
        }

        return endpoint.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? new BrokerEndpoint(uri.Host, uri.Port > 0 ? uri.Port : DefaultPort, parts.GetValueOrDefault("EntityPath"))
            : throw new ArgumentException($"The Endpoint '{endpoint}' is not of the form sb://host[:port].", nameof(connectionString));
    }

    /// <summary>Reads `host[:port]`.</summary>
    /// <exception cref="ArgumentException">It is not of that form.</exception>
    public static BrokerEndpoint FromNamespace(string fullyQualifiedNamespace)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        return Uri.TryCreate(Scheme + fullyQualifiedNamespace, UriKind.Absolute, out var uri)
            && uri.Host.Length > 0 && uri.PathAndQuery.Length <= 1 && !fullyQualifiedNamespace.Contains("://", StringComparison.Ordinal)
            ? new BrokerEndpoint(uri.Host, uri.Port > 0 ? uri.Port : DefaultPort, EntityPath: null)
            : throw new ArgumentException(
                $"'{fullyQualifiedNamespace}' is not a host name as in contoso.servicebus.windows.net.", nameof(fullyQualifiedNamespace));
    }

    /// <exception cref="ArgumentException">The path is empty or too long, or the connection string is for another entity.</exception>
    public string CheckEntityPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.Length > Limits.EntityPathLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(path), path.Length, $"An entity path has at most {Limits.EntityPathLength} characters.");
        }

        return EntityPath is null || EntityPath.Equals(path, StringComparison.OrdinalIgnoreCase)
            ? path
            : throw new ArgumentException($"The connection string is for '{EntityPath}', not '{path}'.", nameof(path));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FullyQualifiedNamespace}:{Port}");
}
