using Microsoft.AspNetCore.Http;

namespace Local.Loopback;

/// <summary>A request to an emulator, whether it came over a socket or through a handler in memory.</summary>
/// <param name="Method">Upper-case, such as <c>GET</c>.</param>
/// <param name="Path">As sent, still percent-encoded: an id may hold an encoded slash.</param>
/// <param name="Query">As sent, with its question mark; empty when there is none.</param>
/// <param name="Headers">Looked up without regard to case.</param>
/// <param name="Body">Empty when there is none.</param>
public sealed record LoopbackRequest(string Method, string Path, string Query, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? (string?)values : null;
}
