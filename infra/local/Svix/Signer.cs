using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Svix;

/// <summary>HMAC-SHA256 over <c>{id}.{timestamp}.{payload}</c> in UTF-8, as base64.</summary>
internal readonly struct Signer(byte[] key)
{
    /// <summary>Characters of a signature: 32 bytes in base64.</summary>
    public const int Length = 44;

    // Longer messages are put together in a pooled array: one encoded copy and one hash call is faster than hashing in pieces.
    private const int MaxBytesOnStack = 1024;

    // Strict: half a surrogate pair must not be signed as if it were a question mark.
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public void Sign(ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp, ReadOnlySpan<char> payload, Span<char> signature)
    {
        var length = checked(utf8.GetByteCount(id) + 1 + utf8.GetByteCount(timestamp) + 1 + utf8.GetByteCount(payload));
        var pooled = length > MaxBytesOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var content = pooled is null ? stackalloc byte[MaxBytesOnStack] : pooled;

        var written = utf8.GetBytes(id, content);
        content[written++] = (byte)'.';
        written += utf8.GetBytes(timestamp, content[written..]);
        content[written++] = (byte)'.';
        written += utf8.GetBytes(payload, content[written..]);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content[..written], hash);
        Convert.TryToBase64Chars(hash, signature, out _);

        if (pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
