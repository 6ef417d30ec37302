using Serverless.Identity.Erasure;

namespace Serverless.Reconciliation;

/// <summary>What the ledgers say of when the person changed. The reports keep their counts.</summary>
public sealed class LedgerErasure(RunStore runs) : IPersonalData
{
    public string Place => "reconciliation";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation)
    {
        var found = 0;
        await foreach (var page in runs.RepairsOf(person.Id, cancellation))
        {
            found += page.Value.Repairs.Count(repair => repair.User == person.Id);
        }

        return found;
    }

    public async Task Erase(DeletedPerson person, CancellationToken cancellation)
    {
        await foreach (var page in runs.RepairsOf(person.Id, cancellation))
        {
            var others = page.Value with { Repairs = [.. page.Value.Repairs.Where(repair => repair.User != person.Id)] };
            await runs.TryReplace(others, page.ETag, cancellation);
        }
    }
}
