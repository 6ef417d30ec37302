using System.Text.Json;
using Newtonsoft.Json.Linq;
using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Users;

public sealed class UserRulesTests
{
    [Fact]
    public void First_fact_creates_the_document()
    {
        var create = Assert.IsType<UserDecision.Create>(UserRules.Decide(null, AUser.Seen(7), AUser.Id));

        Assert.Equal(UserStatus.Active, create.Document.Status);
        Assert.Equal(7, create.Document.Version);
        Assert.Equal("mara@northwind.example", create.Document.Email);
    }

    [Fact]
    public void Somebody_met_is_there_without_a_profile_until_anything_is_learnt()
    {
        var met = AUser.After([AUser.Met])!;

        Assert.True(met.IsUnknown);
        Assert.Equal((UserStatus.Active, null, null), (met.Status, met.Version, met.Email));
        Assert.Equal(AUser.Bytes(AUser.After([AUser.Seen(1)])), AUser.Bytes(AUser.After([AUser.Met, AUser.Seen(1)])));
        Assert.Equal(AUser.Bytes(AUser.After([AUser.Gone(5)])), AUser.Bytes(AUser.After([AUser.Met, AUser.Gone(5)])));
    }

    [Fact]
    public void Meeting_somebody_changes_nothing_about_them()
    {
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Seen(7), AUser.Met));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Gone(), AUser.Met));
    }

    [Fact]
    public void Newer_version_replaces() =>
        Assert.Equal("Marika", AUser.After([AUser.Seen(7), AUser.Seen(8, "Marika")])!.Profile!.FirstName);

    [Fact]
    public void Older_version_is_stale() =>
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Seen(8), AUser.Seen(7, "Old")));

    [Fact]
    public void Repeated_fact_is_a_duplicate() =>
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Duplicate), Decide(AUser.Seen(7), AUser.Seen(7)));

    /// <summary>A store may hand a document back with other escapes and white space than it was given.</summary>
    [Fact]
    public void Repeated_fact_is_a_duplicate_whatever_text_the_store_made_of_the_first()
    {
        var metadata = CanonicalJson.TryOf(JsonElement.Parse("""{"emoji":"🚀","quote":"\u0022","list":[1,{"ë":"<&>"}]}"""));
        var seen = AUser.Seen(7, "Zoë 🚀") with { Profile = AUser.Seen(7, "Zoë 🚀").Profile with { PublicMetadata = metadata } };
        var relaxed = JToken.Parse(AUser.Bytes(AUser.After([seen]))).ToString();
        var stored = JsonSerializer.Deserialize(relaxed, UserJson.Default.UserDocument);

        Assert.Contains("🚀", relaxed, StringComparison.Ordinal);
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Duplicate), UserRules.Decide(stored, seen, AUser.Id));
    }

    [Fact]
    public void Update_before_creation_makes_the_creation_stale() =>
        Assert.Equal(9, AUser.After([AUser.Seen(9, "Updated"), AUser.Seen(1, "Created")])!.Version);

    [Fact]
    public void Two_contents_of_one_version_end_the_same_in_both_orders()
    {
        var one = AUser.Seen(7, "Ada");
        var other = AUser.Seen(7, "Zoe");

        Assert.Equal(AUser.Bytes(AUser.After([one, other])), AUser.Bytes(AUser.After([other, one])));
    }

    [Fact]
    public void Second_change_within_one_millisecond_is_not_taken_for_a_duplicate() =>
        Assert.IsNotType<UserDecision.Ignore>(Decide(AUser.Seen(7, "Ada"), AUser.Seen(7, "Zoe")), exactMatch: false);

    [Theory]
    [InlineData("Ada", "Zoe")]
    [InlineData("Zoe", "Ada")]
    public void What_the_api_answers_beats_an_event_of_the_same_version(string truth, string wrong) =>
        Assert.Equal(truth, AUser.After([AUser.Seen(7, wrong), AUser.Seen(7, truth, FactSource.Api)])!.Profile!.FirstName);

    [Fact]
    public void Api_that_answers_what_an_event_said_writes_nothing() => Assert.Equal(
        new UserDecision.Ignore(IgnoreReason.Duplicate), Decide(AUser.Seen(7), AUser.Seen(7, source: FactSource.Api)));

    [Fact]
    public void Newer_event_beats_an_older_answer_of_the_api() =>
        Assert.Equal("New", AUser.After([AUser.Seen(7, "Old", FactSource.Api), AUser.Seen(8, "New")])!.Profile!.FirstName);

    [Fact]
    public void Deletion_leaves_a_tombstone_without_personal_data()
    {
        var tombstone = AUser.After([AUser.Seen(7), AUser.Gone(at: 100)])!;

        Assert.True(tombstone.IsDeleted);
        Assert.Equal(
            """{"id":"usr_01j00000000000000000000000","provider":"clerk","subject":"user_2abc","status":"deleted","deletedAt":100,"deletionSource":"webhook"}""",
            AUser.Bytes(tombstone));
    }

    [Fact]
    public void Deletion_of_somebody_never_seen_leaves_a_tombstone() =>
        Assert.True(Assert.IsType<UserDecision.Create>(UserRules.Decide(null, AUser.Gone(), AUser.Id)).Document.IsDeleted);

    [Theory]
    [InlineData(FactSource.Webhook)]
    [InlineData(FactSource.Api)]
    public void Nothing_of_any_version_revives_the_deleted(FactSource source) =>
        Assert.Equal(
            new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Gone(at: 100), AUser.Seen(long.MaxValue, source: source)));

    [Fact]
    public void Repeated_deletion_writes_nothing() =>
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Gone(at: 100), AUser.Gone(at: 100)));

    [Fact]
    public void Of_several_deletions_the_earliest_is_kept_in_any_order()
    {
        var early = AUser.Gone(at: 100);
        var late = AUser.Gone(at: 200, FactSource.Api);
        var untold = AUser.Gone();

        Assert.Equal(100, AUser.After([untold, late, early])!.DeletedAt);
        Assert.Equal(AUser.Bytes(AUser.After([early, untold, late])), AUser.Bytes(AUser.After([untold, late, early])));
    }

    [Fact]
    public void User_without_email_has_none_to_be_found_by()
    {
        var seen = AUser.Seen(1) with { Profile = new UserProfile { PrimaryEmailId = "idn_gone" } };

        Assert.Null(AUser.After([seen])!.Email);
    }

    [Fact]
    public void Who_is_invited_is_pending_with_an_address_and_no_profile() => Assert.Equal(
        """{"id":"usr_01j00000000000000000000000","provider":"clerk","subject":"pending_01j00000000000000000000000","status":"pending","email":"mara@northwind.example","invited":true}""",
        AUser.Bytes(AUser.After([AUser.Invited])));

    [Fact]
    public void Whoever_comes_replaces_who_was_expected()
    {
        Assert.Equal(AUser.Bytes(AUser.After([AUser.Seen(1)])), AUser.Bytes(AUser.After([AUser.Invited, AUser.Seen(1)])));
        Assert.Equal(AUser.Bytes(AUser.After([AUser.Met])), AUser.Bytes(AUser.After([AUser.Invited, AUser.Met])));
        Assert.Equal(AUser.Bytes(AUser.After([AUser.Gone(5)])), AUser.Bytes(AUser.After([AUser.Invited, AUser.Gone(5)])));
    }

    [Fact]
    public void Invitation_of_somebody_who_has_come_changes_nothing()
    {
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Invited, AUser.Invited));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Met, AUser.Invited));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Seen(1), AUser.Invited));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Gone(), AUser.Invited));
    }

    [Fact]
    public void Whom_nobody_expects_any_more_leaves_a_tombstone_without_an_address() => Assert.Equal(
        """{"id":"usr_01j00000000000000000000000","provider":"clerk","subject":"pending_01j00000000000000000000000","status":"deleted","deletionSource":"invitation"}""",
        AUser.Bytes(AUser.After([AUser.Invited, AUser.Withdrawn])));

    [Fact]
    public void Whoever_has_come_is_not_withdrawn()
    {
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Met, AUser.Withdrawn));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.Stale), Decide(AUser.Seen(1), AUser.Withdrawn));
        Assert.Equal(new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Gone(), AUser.Withdrawn));
    }

    /// <summary>The address is taken before the document is made, and may be free again by then.</summary>
    [Fact]
    public void Nothing_revives_who_was_withdrawn_not_even_the_invitation_that_comes_late()
    {
        UserFact[] facts = [AUser.Invited, AUser.Met, AUser.Seen(long.MaxValue), AUser.Withdrawn];

        Assert.All(facts, fact => Assert.Equal(new UserDecision.Ignore(IgnoreReason.AlreadyDeleted), Decide(AUser.Withdrawn, fact)));
    }

    private static UserDecision Decide(UserFact first, UserFact second) => UserRules.Decide(AUser.After([first]), second, AUser.Id);
}
