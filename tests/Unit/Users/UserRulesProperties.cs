using FsCheck;
using FsCheck.Fluent;
using Serverless.Identity;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Users;

/// <summary>Events form a join: their order and repetition leave no trace, down to the byte. The API has the last word.</summary>
public sealed class UserRulesProperties
{
    private const int NewestVersion = 4;

    private static readonly Gen<UserFact> Deletion =
        from at in Gen.Elements<long?>(null, 100, 200)
        from source in Gen.Elements(FactSource.Webhook, FactSource.Api)
        select (UserFact)AUser.Gone(at, source);

    private static readonly Gen<UserFact> Meeting = Gen.Constant((UserFact)AUser.Met);

    private static readonly Gen<UserFact> Invitation = Gen.Constant((UserFact)AUser.Invited);

    private static readonly Arbitrary<UserFact[]> Events =
        Some(Gen.Frequency((5, Seen(FactSource.Webhook)), (1, Deletion), (1, Meeting), (1, Invitation)));

    private static readonly Arbitrary<UserFact[]> Facts =
        Some(Gen.Frequency((3, Seen(FactSource.Webhook)), (2, Seen(FactSource.Api)), (1, Deletion), (1, Meeting), (1, Invitation)));

    [Fact]
    public void Any_order_of_events_with_any_repetition_ends_in_the_same_bytes() => Prop.ForAll(Events, facts =>
        Prop.ForAll(Arb.From(Gen.Shuffle(Repeated(facts))), shuffled =>
            AUser.Bytes(AUser.After(shuffled)) == AUser.Bytes(AUser.After(facts)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_came_before_what_the_api_answers_last_is_what_is_kept() => Prop.ForAll(Facts, facts =>
    {
        var truth = AUser.Seen(NewestVersion, "Mara", FactSource.Api);
        var alone = facts.Any(fact => fact is UserGone) ? AUser.After(facts.Where(fact => fact is UserGone)) : AUser.After([truth]);
        return AUser.Bytes(AUser.After([.. facts, truth])) == AUser.Bytes(alone);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_somebody_who_has_come_nothing_tells_that_they_were_expected() => Prop.ForAll(Facts, facts =>
    {
        var told = facts.Where(fact => fact is not UserInvited).ToList();
        return told.Count == 0 || AUser.Bytes(AUser.After(facts)) == AUser.Bytes(AUser.After(told));
    }).QuickCheckThrowOnFailure();

    /// <summary>Not sampled: every permutation of a set of seven that holds each kind of rivalry.</summary>
    [Fact]
    public void Every_permutation_of_seven_events_ends_in_the_same_bytes()
    {
        UserFact[] living =
        [
            AUser.Seen(1), AUser.Seen(2, "Ada"), AUser.Seen(2, "Zoe"), AUser.Seen(3, "Ada"),
            AUser.Seen(3, "Zoe"), AUser.Seen(3, "Mara"), AUser.Seen(1),
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
            step.First.IsDeleted ? step.Second.IsDeleted : step.Second.IsDeleted || (step.Second.Version ?? 0) >= (step.First.Version ?? 0));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Applying_an_event_again_is_always_ignored() => Prop.ForAll(Events, facts =>
        facts.All(fact => UserRules.Decide(AUser.After(facts), fact, AUser.Id) is UserDecision.Ignore)).QuickCheckThrowOnFailure();

    [Fact]
    public void Asking_the_api_twice_writes_once() => Prop.ForAll(Facts, facts =>
        UserRules.Decide(AUser.After([.. facts, facts[^1]]), facts[^1], AUser.Id) is UserDecision.Ignore).QuickCheckThrowOnFailure();

    private static Gen<UserFact> Seen(FactSource source) =>
        from version in Gen.Choose(1, NewestVersion)
        from name in Gen.Elements("Ada", "Mara", "Zoe")
        select (UserFact)AUser.Seen(version, name, source);

    private static Arbitrary<UserFact[]> Some(Gen<UserFact> fact) => Arb.From(
        from size in Gen.Choose(1, 7)
        from facts in fact.ArrayOf(size)
        select facts);

    private static UserFact[] Repeated(UserFact[] facts) => [.. facts, .. facts.Where((_, i) => i % 2 == 0)];

    private static IEnumerable<UserFact[]> Permutations(UserFact[] facts) => facts.Length == 0
        ? [[]]
        : facts.SelectMany((fact, i) =>
            Permutations([.. facts[..i], .. facts[(i + 1)..]]).Select(rest => (UserFact[])[fact, .. rest]));
}
