using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Svix.Exceptions;

namespace Svix;

/// <summary>The signature header: entries <c>version,signature</c>, each followed by a space except the last.</summary>
internal static class SignatureList
{
    /// <summary>Whether one of the <c>v1</c> entries is the expected signature. Entries of other versions do not count.</summary>
    /// <exception cref="WebhookVerificationException">An entry without a comma stands before any that matches.</exception>
    public static bool Contains(ReadOnlySpan<char> entries, ReadOnlySpan<char> expected)
    {
        while (!entries.IsEmpty)
        {
            var space = entries.IndexOf(' ');
            var entry = space < 0 ? entries : entries[..space];
            entries = space < 0 ? [] : entries[(space + 1)..];

            var comma = entry.IndexOf(',');
            if (comma < 0)
            {
                throw new WebhookVerificationException("Invalid Signature Headers");
            }

            if (entry[..comma] is "v1" && EqualInConstantTime(entry[(comma + 1)..], expected))
            {
                return true;
            }
        }

        return false;
    }

    // How long a comparison takes must not tell how much of a guess was right.
    private static bool EqualInConstantTime(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(left), MemoryMarshal.AsBytes(right));
}
