namespace Serverless.Identity;

/// <summary>What decides between two facts of one version, about people and organizations alike.</summary>
public static class MergeOrder
{
    /// <summary>
    /// Of two contents of one version, the one that Clerk's API answers is the truth; between events the greater bytes win, which
    /// is arbitrary but the same in every order, until somebody asks the API. Where a content was learnt is not kept: a sweep would
    /// have to write every document again just to say that it had looked.
    /// </summary>
    /// <returns>Above 0 if the new content wins, 0 if it is the one that is held.</returns>
    public static int OfContents(ReadOnlySpan<byte> content, FactSource source, ReadOnlySpan<byte> held)
    {
        var byContent = content.SequenceCompareTo(held);
        return source == FactSource.Api && byContent != 0 ? 1 : byContent;
    }

    /// <summary>Of several reports of one deletion the earliest is kept, one without a time last; among equals, the first source.</summary>
    public static bool IsEarlierDeletion(long? at, FactSource source, long? heldAt, FactSource? heldSource) =>
        (at ?? long.MaxValue, source).CompareTo((heldAt ?? long.MaxValue, heldSource ?? FactSource.Api)) < 0;
}
