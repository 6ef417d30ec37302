using Microsoft.AspNetCore.Http;

namespace Local.Cosmos.Http;

/// <summary>A request, whether it came over a socket or through the in-memory handler.</summary>
/// <param name="Method">Upper-case, such as <c>GET</c>.</param>
/// <param name="Path">As sent, still percent-encoded: an id may hold an encoded slash.</param>
/// <param name="Query">As sent, with its question mark; empty when there is none.</param>
/// <param name="Headers">Looked up without regard to case.</param>
/// <param name="Body">Empty when there is none.</param>
internal sealed record GatewayRequest(
    string Method, string Path, string Query, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? (string?)values : null;

    public bool IsTrue(string name) => string.Equals(Header(name), "true", StringComparison.OrdinalIgnoreCase);
}
