using Serverless.Organizations;

namespace Serverless.Reconciliation;

/// <summary>Holds what a page of Clerk's lists against our documents, met one after another.</summary>
/// <param name="isHeld">Whether a document holds what Clerk listed, or something that wins over it.</param>
public sealed class ListComparison<TSeen, TDocument>(
    IEnumerable<TSeen> page, Func<TSeen, string> subject, Func<TDocument, TSeen, bool> isHeld)
{
    private readonly Dictionary<string, TSeen> theirs =
        page.GroupBy(subject, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);

    /// <summary>Whether the page names what the document is about; if we hold it, nothing is left to be done about it.</summary>
    /// <param name="subject">Of the document.</param>
    public bool Names(string subject, TDocument ours)
    {
        if (!theirs.TryGetValue(subject, out var seen))
        {
            return false;
        }

        if (isHeld(ours, seen))
        {
            theirs.Remove(subject);
        }

        return true;
    }

    /// <summary>What is still to be applied: what we hold differently, and what no document was about.</summary>
    public IReadOnlyCollection<TSeen> Different => theirs.Values;
}

/// <summary>How organizations and members are compared: by content, with the rules by which facts become documents.</summary>
public static class ListComparison
{
    public static ListComparison<OrganizationSeen, OrganizationDocument> Of(IEnumerable<OrganizationSeen> organizations) => new(
        organizations,
        seen => seen.Subject.Subject,
        (ours, seen) => OrganizationRules.Decide(ours, seen, ours.Id) is not MergeDecision<OrganizationDocument>.Replace);

    /// <param name="members">Of one organization.</param>
    public static ListComparison<MembershipSeen, MembershipDocument> Of(IEnumerable<MembershipSeen> members) => new(
        members,
        seen => seen.User.Subject,
        (ours, seen) => MembershipRules.Decide(ours, seen, ours.Organization, ours.Id) is not MergeDecision<MembershipDocument>.Replace);
}
