using Serverless.Identity;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>What the ledger says of a repair.</summary>
public sealed class RepairRulesTests
{
    private const long Version = 1_000_000;

    private static readonly long Later = Version + (long)TimeSpan.FromHours(1).TotalMilliseconds;

    [Fact]
    public void Nothing_written_is_nothing_to_say() => Assert.Null(Repair([AUser.Seen(Version)], AUser.Seen(Version, source: FactSource.Api)));

    [Fact]
    public void Somebody_without_a_document_was_missing() => Assert.Equal(
        new Repair(RepairOf.User, AUser.Id, null, "user_2abc", Drift.Missing, DriftCause.NeverReceived, From: null, To: Version),
        Repair([], AUser.Seen(Version)));

    [Fact]
    public void Older_document_was_stale() => Assert.Equal(
        new Repair(RepairOf.User, AUser.Id, null, "user_2abc", Drift.Stale, DriftCause.NeverReceived, From: 5, To: Version),
        Repair([AUser.Seen(5)], AUser.Seen(Version)));

    [Fact]
    public void Other_content_of_the_same_version_was_altered() => Assert.Equal(
        new Repair(RepairOf.User, AUser.Id, null, "user_2abc", Drift.Altered, DriftCause.Tie, From: Version, To: Version),
        Repair([AUser.Seen(Version, "Zoe")], AUser.Seen(Version, "Ada", FactSource.Api)));

    [Fact]
    public void Somebody_deleted_at_clerk_was_kept() => Assert.Equal(
        new Repair(RepairOf.User, AUser.Id, null, "user_2abc", Drift.Kept, DriftCause.NeverReceived, From: 5, To: null),
        Repair([AUser.Seen(5)], AUser.Gone(source: FactSource.Api)));

    [Fact]
    public void Dead_letter_about_the_person_explains_the_drift() =>
        Assert.Equal(DriftCause.DeadLettered, Repair([], AUser.Seen(Version), isDeadLettered: true)!.Cause);

    [Fact]
    public void Change_of_a_moment_ago_may_be_on_its_way() =>
        Assert.Equal(DriftCause.OnItsWay, Repair([], AUser.Seen(Version), now: Version + 1_000)!.Cause);

    [Fact]
    public void Totals_count_drifts_and_causes()
    {
        var totals = RepairRules.Count(
        [
            Repair([], AUser.Seen(Version))!,
            Repair([AUser.Seen(5)], AUser.Seen(Version), isDeadLettered: true)!,
            Repair([AUser.Seen(5)], AUser.Seen(Version), now: Version)!,
            Repair([AUser.Seen(5)], AUser.Gone(source: FactSource.Api))!,
        ]);

        Assert.Equal(new RunTotals { Missing = 1, Stale = 2, Buried = 1, NeverReceived = 2, DeadLettered = 1, OnTheirWay = 1 }, totals);
        Assert.Equal(4, totals.Repaired);
    }

    private static Repair? Repair(UserFact[] held, UserFact told, bool isDeadLettered = false, long? now = null)
    {
        var before = AUser.After(held);
        return RepairRules.Of(told, new AppliedFact(AUser.Id, UserRules.Decide(before, told, AUser.Id), before), isDeadLettered, now ?? Later);
    }
}
