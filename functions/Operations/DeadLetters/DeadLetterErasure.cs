using Serverless.Identity.Erasure;

namespace Serverless.Operations.DeadLetters;

/// <summary>Dead letters are events as Clerk sent them, with all that is in them. A run discards them, which takes a moment.</summary>
public sealed class DeadLetterErasure(DeadLetterSearch letters, DeadLetterRuns runs) : IPersonalData
{
    private const string Because = "The person is erased.";

    /// <summary>As many as a run may be told by name.</summary>
    private const int MostAtOnce = 100;

    public string Place => "dead-letters";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation) => (await Find(person, cancellation)).Count;

    public async Task Erase(DeletedPerson person, CancellationToken cancellation)
    {
        if (await Find(person, cancellation) is { Count: > 0 } found)
        {
            await runs.Start(new DeadLetterFilter { Messages = [.. found.Take(MostAtOnce)] }, Because, cancellation);
        }
    }

    private async Task<IReadOnlyList<DeadLetterName>> Find(DeletedPerson person, CancellationToken cancellation)
    {
        var found = new List<DeadLetterName>();
        await foreach (var (letter, _) in letters.Find(person.Subject, person.Addresses, cancellation))
        {
            found.Add(new DeadLetterName(letter.Queue, letter.SequenceNumber));
        }

        return found;
    }
}
