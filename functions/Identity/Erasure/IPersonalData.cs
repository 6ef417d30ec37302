namespace Serverless.Identity.Erasure;

/// <summary>
/// Somebody who is deleted and of whom nothing personal may be left. Whoever makes one has seen the tombstone: what is erased of the
/// living comes back.
/// </summary>
/// <param name="Subject">The provider's id.</param>
/// <param name="Addresses">Under which they may be found, where an id does not lead; those that the operator knows of, as we do not.</param>
public sealed record DeletedPerson(UserId Id, string Subject, IReadOnlyList<string> Addresses);

/// <summary>
/// A place that may tell of a person more than a tombstone does: than ids, times and causes. Every room registers its own, and a test
/// holds all containers against them.
/// </summary>
public interface IPersonalData
{
    /// <summary>A stable name; of a container, if it is one.</summary>
    string Place { get; }

    /// <summary>How many documents, entries or messages tell of the person.</summary>
    Task<int> Search(DeletedPerson person, CancellationToken cancellation);

    /// <summary>Removes what <see cref="Search"/> finds, or what it can of it now. May be repeated.</summary>
    Task Erase(DeletedPerson person, CancellationToken cancellation);
}
