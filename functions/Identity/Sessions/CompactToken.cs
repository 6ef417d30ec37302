using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Serverless.Identity.Sessions;

/// <summary>A JWT in its three parts (RFC 7515, compact serialization). Nothing in it is believed yet.</summary>
internal readonly struct CompactToken
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    private readonly ReadOnlyMemory<char> text;
    private readonly int headerEnd;
    private readonly int payloadEnd;

    private CompactToken(ReadOnlyMemory<char> text, int headerEnd, int payloadEnd) =>
        (this.text, this.headerEnd, this.payloadEnd) = (text, headerEnd, payloadEnd);

    public ReadOnlySpan<char> Header => text.Span[..headerEnd];

    public ReadOnlySpan<char> Payload => text.Span[(headerEnd + 1)..payloadEnd];

    private ReadOnlySpan<char> Signature => text.Span[(payloadEnd + 1)..];

    private ReadOnlySpan<char> Signed => text.Span[..payloadEnd];

    public static TokenRefusal? Read(ReadOnlyMemory<char> text, out CompactToken token)
    {
        token = default;
        var first = text.Span.IndexOf('.');
        var last = text.Span.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == text.Length - 1 || text.Span[(first + 1)..last].Contains('.'))
        {
            return TokenRefusal.NotAJwt;
        }

        token = new CompactToken(text, first, last);
        return IsBase64Url(token.Header) && IsBase64Url(token.Payload) && IsBase64Url(token.Signature) ? null : TokenRefusal.NotBase64Url;
    }

    public bool IsSignedWith(SigningKey key)
    {
        if (Signature.Length > Base64Url.GetEncodedLength(SigningKey.LongestSignature))
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[SigningKey.LongestSignature];
        var length = Base64Url.DecodeFromChars(Signature, signature);
        var content = ArrayPool<byte>.Shared.Rent(Signed.Length);
        var hasSigned = key.HasSigned(content.AsSpan(0, Encoding.ASCII.GetBytes(Signed, content)), signature[..length]);

        // Holds personal data.
        ArrayPool<byte>.Shared.Return(content, clearArray: true);
        return hasSigned;
    }

    /// <summary>
    /// Without padding, white space or leftover bits: what has more than one spelling has more than one token for the same
    /// claims, and whoever remembers tokens by their text would be fooled.
    /// </summary>
    private static bool IsBase64Url(ReadOnlySpan<char> part) =>
        !part.ContainsAnyExcept(Characters) && (part.Length % 4) switch
        {
            0 => true,
            2 => (Alphabet.IndexOf(part[^1]) & 0b1111) == 0,
            3 => (Alphabet.IndexOf(part[^1]) & 0b11) == 0,
            _ => false,
        };
}
