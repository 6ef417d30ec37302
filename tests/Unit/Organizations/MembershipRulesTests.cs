using FsCheck;
using FsCheck.Fluent;
using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Organizations;

public sealed class MembershipRulesTests
{
    private static readonly Gen<MembershipFact> Fact =
        from number in Gen.Choose(1, 3)
        from version in Gen.Choose(1, 3)
        from role in Gen.Elements("org:member", "org:admin")
        from hasEnded in Gen.Elements(false, false, true)
        select hasEnded
            ? (MembershipFact)AMembership.Ended($"orgmem_{number}", number * 100)
            : AMembership.Seen(version, role, $"orgmem_{number}", number * 100);

    private static readonly Arbitrary<MembershipFact[]> Facts = Arb.From(
        from size in Gen.Choose(1, 8)
        from facts in Fact.ArrayOf(size)
        select facts);

    [Fact]
    public void Any_order_of_events_with_any_repetition_ends_in_the_same_bytes() => Prop.ForAll(Facts, facts =>
        Prop.ForAll(Arb.From(Gen.Shuffle<MembershipFact>([.. facts, .. facts])), shuffled =>
            AMembership.Bytes(AMembership.After(shuffled)) == AMembership.Bytes(AMembership.After(facts)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Change_of_role_replaces_and_an_older_one_is_stale()
    {
        Assert.Equal("org:admin", AMembership.After([AMembership.Seen(1), AMembership.Seen(2, "org:admin")])!.Role);
        Assert.Equal("org:admin", AMembership.After([AMembership.Seen(2, "org:admin"), AMembership.Seen(1)])!.Role);
    }

    [Fact]
    public void End_of_a_membership_is_final_for_it()
    {
        var ended = AMembership.After([AMembership.Ended(), AMembership.Seen(9, "org:admin")])!;

        Assert.Equal((MembershipStatus.Ended, null, null), (ended.Status, ended.Version, ended.Role));
    }

    [Fact]
    public void Late_events_of_the_old_membership_undo_nothing_of_the_new()
    {
        var again = AMembership.Seen(5, "org:admin", "orgmem_2", joinedAt: 200);

        foreach (var late in new MembershipFact[] { AMembership.Ended(), AMembership.Seen(9) })
        {
            var document = AMembership.After([AMembership.Seen(1), again, late])!;
            Assert.Equal(("orgmem_2", "org:admin", MembershipStatus.Active), (document.Membership, document.Role, document.Status));
        }
    }

    [Fact]
    public void What_the_api_answers_mends_a_wrong_winner_of_one_version() => Assert.Equal(
        "org:admin", AMembership.After([AMembership.Seen(2), AMembership.Seen(2, "org:admin", source: FactSource.Api)])!.Role);
}
