using Microsoft.AspNetCore.Http;

namespace Local.Clerk.Http;

/// <param name="Method">Upper-case, such as <c>GET</c>.</param>
/// <param name="Path">As sent, still percent-encoded.</param>
/// <param name="Query">As sent, with its question mark; empty when there is none.</param>
/// <param name="Headers">Looked up without regard to case.</param>
/// <param name="Body">Empty when there is none.</param>
internal sealed record ApiRequest(string Method, string Path, string Query, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Longest body, in bytes; a longer one is refused.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? (string?)values : null;
}
