using System.Buffers;

namespace Serverless.Identity.Sessions;

/// <summary>What an id of Clerk's looks like: a prefix that says of what, then letters and digits.</summary>
internal static class ClerkId
{
    // Clerk's ids have about 32 characters; the limit is that of ProviderSubject.
    private const int Longest = 255;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool Is(string prefix, string? text) =>
        text is not null && text.Length > prefix.Length && text.Length <= Longest
        && text.StartsWith(prefix, StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept(Characters);
}
