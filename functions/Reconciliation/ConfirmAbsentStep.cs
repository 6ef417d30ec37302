using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Platform.Telemetry;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>
/// Asks Clerk for those whom no page named. Who is in the answer was left out by mistake, and is applied like anybody else.
/// For each of the others Clerk is asked by name; only "there is no such user" buries.
/// </summary>
public sealed class ConfirmAbsentStep(ClerkApi clerk, Repairer repairer, RunStore store, TimeProvider clock)
{
    public async Task Do(ConfirmAbsent step, CancellationToken cancellation)
    {
        if (await store.FindPart(step.Run, PartDocument.BatchId(step.Batch), cancellation) is not { Value.IsDone: false } part)
        {
            return;
        }

        using var cost = Cost.Measure();
        var absent = part.Value.Absent;
        var facts = await Listed(absent, cancellation);
        var listed = facts.Select(fact => fact.Subject.Subject).ToHashSet(StringComparer.Ordinal);
        foreach (var id in absent.Where(id => !listed.Contains(id)))
        {
            if (await AskFor(id, cancellation) is { } fact)
            {
                facts.Add(fact);
            }
        }

        var repairs = await repairer.Apply(facts.Select(fact => new Told(fact)), cancellation);
        var totals = RepairRules.Count(repairs) + new RunTotals
        {
            Present = absent.Count - facts.OfType<UserGone>().Count(),
            ClerkCalls = cost.ClerkCalls,
            RequestUnits = cost.RequestUnits,
        };
        await store.Close(part, totals, absent, repairs, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
    }

    private async Task<List<UserFact>> Listed(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        // Without a limit Clerk answers ten, whatever was asked for.
        using var list = await clerk.ListUsers(new ClerkUserQuery { UserIds = ids, Limit = RunRules.BatchSize }, cancellation);
        return [.. list.Items.Select(ClerkUserReader.Seen).OfType<UserReading.Read>().Select(reading => reading.Fact)];
    }

    /// <summary>Null for somebody who is there and cannot be read.</summary>
    private async Task<UserFact?> AskFor(string id, CancellationToken cancellation)
    {
        if (await clerk.FindUser(id, cancellation) is { } user)
        {
            return (ClerkUserReader.Seen(user) as UserReading.Read)?.Fact;
        }

        return new UserGone(ProviderSubject.Clerk(id), FactSource.Api, At: null);
    }
}
