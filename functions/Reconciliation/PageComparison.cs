using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>What is to be done about one of our documents.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>We hold what Clerk holds, or something newer that arrived meanwhile.</summary>
    public sealed record InSync : Finding;

    public sealed record Differs(UserSeen Theirs) : Finding;

    /// <summary>Clerk's page should have named the person and did not.</summary>
    public sealed record Absent : Finding;
}

/// <summary>Holds one page of Clerk's users against our documents, met one after another; who is left over we do not have.</summary>
public sealed class PageComparison
{
    private readonly Dictionary<string, UserSeen> theirs;

    public PageComparison(IEnumerable<UserSeen> page) =>
        theirs = page.GroupBy(user => user.Subject.Subject, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.MaxBy(user => user.Version)!, StringComparer.Ordinal);

    public IReadOnlyCollection<UserSeen> Unmet => theirs.Values;

    public Finding Meet(UserDocument ours) =>
        !theirs.Remove(ours.Subject, out var seen) ? new Finding.Absent()
        : UserRules.Decide(ours, seen, ours.Id) is UserDecision.Ignore ? new Finding.InSync()
        : new Finding.Differs(seen);
}
