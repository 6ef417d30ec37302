using System.Text;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <summary>The same request with the token of one person after the other. Made beforehand, so that all connections may share it.</summary>
internal sealed class TokenRequests(Uri address, IReadOnlyList<string> tokens) : IRequests
{
    private readonly byte[][] requests = [.. tokens.Select(token => Encoding.ASCII.GetBytes(
        $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\r\n"))];

    public ReadOnlySpan<byte> Request(int number) => requests[number % requests.Length];
}
