using FsCheck;
using FsCheck.Fluent;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Users;

/// <summary>The rules form a join: order and repetition of facts leave no trace, down to the byte.</summary>
public sealed class UserRulesProperties
{
    private static readonly Gen<UserFact> Fact = Gen.OneOf(
        from version in Gen.Choose(1, 4)
        from name in Gen.Elements("Ada", "Mara", "Zoe")
        from source in Gen.Elements(FactSource.Webhook, FactSource.Api)
        select (UserFact)AUser.Seen(version, name, source));

    private static readonly Gen<UserFact> Deletion =
        from at in Gen.Elements<long?>(null, 100, 200)
        from source in Gen.Elements(FactSource.Webhook, FactSource.Api)
        select (UserFact)AUser.Gone(at, source);

    private static readonly Arbitrary<UserFact[]> Facts = Arb.From(
        from size in Gen.Choose(1, 7)
        from facts in Gen.Frequency((5, Fact), (1, Deletion)).ArrayOf(size)
        select facts);

    [Fact]
    public void Any_order_with_any_repetition_ends_in_the_same_bytes() => Prop.ForAll(Facts, facts =>
        Prop.ForAll(Arb.From(Gen.Shuffle(Repeated(facts))), shuffled =>
            AUser.Bytes(AUser.After(shuffled)) == AUser.Bytes(AUser.After(facts)))).QuickCheckThrowOnFailure();

    /// <summary>Not sampled: every permutation of a set of seven that holds each kind of rivalry.</summary>
    [Fact]
    public void Every_permutation_of_seven_facts_ends_in_the_same_bytes()
    {
        UserFact[] living =
        [
            AUser.Seen(1), AUser.Seen(2, "Ada"), AUser.Seen(2, "Zoe"), AUser.Seen(3, "Ada", FactSource.Api),
            AUser.Seen(3, "Zoe"), AUser.Seen(3, "Mara", FactSource.Api), AUser.Seen(1),
        ];
        UserFact[] dying = [AUser.Seen(1), AUser.Seen(2), AUser.Seen(2, "Zoe"), AUser.Gone(200), AUser.Gone(100), AUser.Gone(), AUser.Seen(9)];

        foreach (var facts in new[] { living, dying })
        {
            var expected = AUser.Bytes(AUser.After(facts));
            var permutations = Permutations(facts).ToList();

            Assert.Equal(5040, permutations.Count);
            Assert.All(permutations, permutation => Assert.Equal(expected, AUser.Bytes(AUser.After(permutation))));
        }
    }

    [Fact]
    public void Version_never_goes_down_and_the_deleted_never_return() => Prop.ForAll(Facts, facts =>
    {
        var stages = Enumerable.Range(1, facts.Length).Select(count => AUser.After(facts.Take(count))!).ToList();
        return stages.Zip(stages.Skip(1)).All(step =>
            step.First.IsDeleted ? step.Second.IsDeleted : step.Second.IsDeleted || step.Second.Version >= step.First.Version);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Applying_a_fact_again_is_always_ignored() => Prop.ForAll(Facts, facts =>
        facts.All(fact => UserRules.Decide(AUser.After(facts), fact, AUser.Id) is UserDecision.Ignore)).QuickCheckThrowOnFailure();

    private static UserFact[] Repeated(UserFact[] facts) => [.. facts, .. facts.Where((_, i) => i % 2 == 0)];

    private static IEnumerable<UserFact[]> Permutations(UserFact[] facts) => facts.Length == 0
        ? [[]]
        : facts.SelectMany((fact, i) =>
            Permutations([.. facts[..i], .. facts[(i + 1)..]]).Select(rest => (UserFact[])[fact, .. rest]));
}
