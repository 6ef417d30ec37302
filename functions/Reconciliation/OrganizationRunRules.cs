namespace Serverless.Reconciliation;

/// <summary>How a run about organizations goes on once all that was begun is done.</summary>
public static class OrganizationRunRules
{
    /// <param name="maxBurialShare">Of the organizations and memberships held when the run began, from 0 to 1.</param>
    public static RunDecision AllCompared(RunDocument run, IReadOnlyCollection<PartDocument> parts, double maxBurialShare)
    {
        if (run.Phase == RunPhase.Confirming)
        {
            return new RunDecision.End(RunPhase.Done);
        }

        if (parts.All(part => part.Id != PartDocument.StraysId))
        {
            return new RunDecision.LookForStrays();
        }

        var totals = RunTotals.Sum(parts.Select(part => part.Totals));
        var (organizations, members) = (totals.Organizations?.Absent ?? 0, totals.Memberships?.Absent ?? 0);
        if (organizations + members == 0)
        {
            return new RunDecision.End(RunPhase.Done);
        }

        var allowed = Math.Max(RunRules.AlwaysAllowed, run.Population * maxBurialShare);
        return organizations + members > allowed
            ? new RunDecision.End(
                RunPhase.Stopped,
                $"{organizations} organizations and {members} memberships, of {run.Population} of both, are absent from Clerk's lists, more than the "
                + $"{allowed:0} that may end at once. None did.")
            : new RunDecision.ConfirmOrganizations(
                [.. parts.SelectMany(part => part.Absent).Distinct(StringComparer.Ordinal).Chunk(RunRules.BatchSize)],
                [.. parts.SelectMany(part => part.AbsentMembers).Distinct().OrderBy(member => member.Organization.Value, StringComparer.Ordinal)
                    .Chunk(RunRules.BatchSize)]);
    }
}
