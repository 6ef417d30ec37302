using Serverless.Organizations;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>Begins the run that the state names: its report, and its first steps.</summary>
public sealed class RunBeginning(
    RunStore store, StepSender sender, UserStore users, OrganizationStore organizations, MembershipStore memberships)
{
    /// <summary>Done twice, after a crash in between, it changes nothing more.</summary>
    public async Task Begin(CurrentRun current, CancellationToken cancellation)
    {
        var run = new RunDocument
        {
            Run = current.Run,
            Kind = current.Kind,
            Phase = RunPhase.Walking,
            StartedAt = current.StartedAt,
            Windows = current.Windows,
        };
        await store.TryCreate(run with { Population = await Population(run, cancellation) }, cancellation);
        for (var window = 0; window < run.Windows.Count; window++)
        {
            await sender.Send(RunRules.FirstPage(run, window), cancellation);
        }
    }

    private async Task<long> Population(RunDocument run, CancellationToken cancellation) => run.IsAboutOrganizations
        ? await organizations.CountLiving(cancellation) + await memberships.CountActive(organization: null, cancellation)
        : await users.CountCreatedWithin(Window.Beginning, long.MaxValue, cancellation);
}
