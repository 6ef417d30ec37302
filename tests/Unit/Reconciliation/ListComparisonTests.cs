using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>Members and organizations as Clerk lists them, held against our documents; and what the ledger says of it.</summary>
public sealed class ListComparisonTests
{
    private const long Version = 1_000_000;

    private static readonly OrganizationId Organization = OrganizationId.New(new IdGenerator(new ManualClock()));
    private static readonly ProviderSubject OrganizationSubject = AUser.ASubject("org_2abc");
    private static readonly MembershipSeen Theirs = Seen(Version);

    [Fact]
    public void Same_membership_is_in_sync() => Assert.Empty(Different(Document(Theirs)));

    [Fact]
    public void Newer_document_than_the_list_is_in_sync() => Assert.Empty(Different(Document(Seen(Version + 1, role: "org:admin"))));

    [Fact]
    public void Older_document_differs() => Assert.Equal([Theirs], Different(Document(Seen(Version - 1))));

    /// <summary>Not the version alone: every membership is compared by content.</summary>
    [Fact]
    public void Same_version_with_another_role_differs() => Assert.Equal([Theirs], Different(Document(Seen(Version, role: "org:admin"))));

    [Fact]
    public void New_membership_of_who_joined_again_differs() => Assert.Equal([Theirs], Different(Document(Seen(Version, "orgmem_before", joinedAt: 1))));

    [Fact]
    public void Who_is_not_listed_is_not_named() => Assert.False(ListComparison.Of(Array.Empty<MembershipSeen>()).Names("user_2abc", Document(Theirs)));

    [Fact]
    public void Members_met_by_no_document_are_left_over() => Assert.Equal([Theirs], ListComparison.Of([Theirs]).Different);

    [Fact]
    public void Organizations_are_compared_by_content_too()
    {
        var theirs = new OrganizationSeen(OrganizationSubject, FactSource.Api, Version, new OrganizationProfile { Name = "Northwind" });
        var comparison = ListComparison.Of([theirs]);

        Assert.True(comparison.Names(OrganizationSubject.Subject, Document(theirs with { Profile = new OrganizationProfile { Name = "Southwind" } })));
        Assert.Equal([theirs], comparison.Different);
        Assert.True(comparison.Names(OrganizationSubject.Subject, Document(theirs)));
        Assert.Empty(comparison.Different);
    }

    [Fact]
    public void Member_without_a_document_was_missing() => Assert.Equal(
        new Repair(RepairOf.Membership, AUser.Id, Organization, "orgmem_1", Drift.Missing, DriftCause.NeverReceived, From: null, To: Version), Repaired(null, Theirs));

    [Fact]
    public void Who_had_left_before_was_missing() => Assert.Equal(Drift.Missing, Repaired(Document(Ended("orgmem_before", joinedAt: 1)), Theirs)!.Drift);

    [Fact]
    public void Who_left_unheard_was_kept() => Assert.Equal(
        new Repair(RepairOf.Membership, AUser.Id, Organization, "orgmem_1", Drift.Kept, DriftCause.NeverReceived, From: Version, To: null),
        Repaired(Document(Theirs), Ended("orgmem_1", Theirs.JoinedAt)));

    [Fact]
    public void Role_that_was_not_heard_of_was_stale() => Assert.Equal(Drift.Stale, Repaired(Document(Seen(5)), Theirs)!.Drift);

    [Fact]
    public void Totals_tell_users_organizations_and_memberships_apart()
    {
        var totals = RepairRules.Count(
        [
            Repaired(null, Theirs)!,
            Repaired(Document(Theirs), Ended("orgmem_1", Theirs.JoinedAt))!,
            Repaired(null, Theirs)! with { Of = RepairOf.Organization },
            Repaired(null, Theirs)! with { Of = RepairOf.User },
        ]);

        Assert.Equal((1, new SubjectTotals { Missing = 1 }, new SubjectTotals { Missing = 1, Ended = 1 }), (totals.Missing, totals.Organizations, totals.Memberships));
        Assert.Equal(4, totals.Repaired);
    }

    private static IReadOnlyCollection<MembershipSeen> Different(MembershipDocument ours)
    {
        var comparison = ListComparison.Of([Theirs]);
        Assert.True(comparison.Names("user_2abc", ours));
        return comparison.Different;
    }

    private static Repair? Repaired(MembershipDocument? before, MembershipFact fact)
    {
        var decision = MembershipRules.Decide(before, fact, Organization, AUser.Id);
        return RepairRules.Of(fact, new AppliedMembership(Organization, AUser.Id, decision, before), isDeadLettered: false, now: Version * 1_000);
    }

    private static MembershipSeen Seen(long version, string id = "orgmem_1", long joinedAt = 10, string role = "org:member") =>
        new(OrganizationSubject, AUser.Subject, id, joinedAt, FactSource.Api, version, role);

    private static MembershipEnded Ended(string id, long joinedAt) => new(OrganizationSubject, AUser.Subject, id, joinedAt);

    private static MembershipDocument Document(MembershipFact fact) =>
        ((MergeDecision<MembershipDocument>.Create)MembershipRules.Decide(null, fact, Organization, AUser.Id)).Document;

    private static OrganizationDocument Document(OrganizationFact fact) =>
        ((MergeDecision<OrganizationDocument>.Create)OrganizationRules.Decide(null, fact, Organization)).Document;
}
