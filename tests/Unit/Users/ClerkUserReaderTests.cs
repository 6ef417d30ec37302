using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Serverless.Users;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Users;

public sealed class ClerkUserReaderTests
{
    [Fact]
    public void Whole_user_is_read()
    {
        var seen = Seen("user.updated");

        Assert.Equal("user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", seen.Subject.Subject);
        Assert.Equal(1767267000123, seen.Version);
        Assert.Equal(FactSource.Webhook, seen.Source);
        Assert.Equal("Ilves-Kask", seen.Profile.LastName);
        Assert.Equal("mara", seen.Profile.Username);
        Assert.Equal("usr_01JGH8Q3X2", seen.Profile.ExternalId);
        Assert.Equal(2, seen.Profile.Emails.Count);
        Assert.Equal("""{"onboarded":true,"plan":"pro"}""", seen.Profile.PublicMetadata!.Value.GetRawText());
    }

    [Theory]
    [InlineData("user.updated", "mara@personal.example")]
    [InlineData("user.created.primary-without-entry", null)]
    [InlineData("user.created.no-email-entries", null)]
    [InlineData("user.created.phone-only", null)]
    public void Primary_address_is_the_one_named_and_not_the_first(string payload, string? expected) =>
        Assert.Equal(expected, Seen(payload).Profile.PrimaryEmail()?.Address);

    [Fact]
    public void Primary_address_that_stands_second_is_found()
    {
        var profile = Seen("user.created.primary-not-first").Profile;

        Assert.NotEqual(profile.Emails[0], profile.PrimaryEmail());
    }

    [Theory]
    [InlineData("user.created", true)]
    [InlineData("user.created.primary-unverified", false)]
    [InlineData("user.created.verification-null", false)]
    public void Only_a_verified_address_counts_as_verified(string payload, bool verified) =>
        Assert.Equal(verified, Seen(payload).Profile.PrimaryEmail()!.Verified);

    [Fact]
    public void Field_of_an_unexpected_type_counts_as_absent()
    {
        var profile = Seen("user.created.wrong-types").Profile;

        Assert.Null(profile.FirstName);
    }

    [Theory]
    [InlineData("user.updated.banned", true, false)]
    [InlineData("user.updated.locked", false, true)]
    public void Ban_and_lock_are_kept(string payload, bool banned, bool locked) =>
        Assert.Equal((banned, locked), (Seen(payload).Profile.Banned, Seen(payload).Profile.Locked));

    [Fact]
    public void Private_and_unsafe_metadata_are_not_kept()
    {
        var stored = AUser.Bytes(AUser.After([Seen("user.updated")]));

        Assert.Contains("onboarded", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("crm_id", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("utm_source", stored, StringComparison.Ordinal);
    }

    [Fact]
    public void Deletion_bears_the_time_of_its_envelope() =>
        Assert.Equal(1767353400123, Assert.IsType<UserGone>(Fact("user.deleted")).At);

    [Fact]
    public void Version_written_as_text_is_a_version() => Assert.True(Seen("user.updated.updated-at-string").Version > 1_700_000_000_000);

    [Theory]
    [InlineData("user.deleted.no-id", "UserWithoutId")]
    [InlineData("user.created.id-not-a-string", "UserWithoutId")]
    [InlineData("user.created.data-null", "EventWithoutData")]
    [InlineData("user.created.data-array", "EventWithoutData")]
    [InlineData("user.updated.no-updated-at", "UserWithoutVersion")]
    public void What_cannot_be_used_says_why(string payload, string reason) =>
        Assert.Equal(reason, Assert.IsType<UserReading.Unreadable>(Read(payload)).Reason);

    [Fact]
    public void Body_that_is_not_json_says_so() => Assert.Equal(
        "NotJson",
        Assert.IsType<UserReading.Unreadable>(
            ClerkUserReader.Read(new ClerkEvent("msg_1", "user.created", null, null, BinaryData.FromString("{")))).Reason);

    [Fact]
    public void Every_other_recorded_user_event_is_read()
    {
        string[] unreadable = ["user.archived", "user.deleted.no-id", "user.created.id-not-a-string", "user.created.data-null",
            "user.created.data-array", "user.updated.no-updated-at"];
        var readable = Payloads.Names.Where(name => name.StartsWith("user.", StringComparison.Ordinal)).Except(unreadable).ToList();

        Assert.True(readable.Count >= 20);
        Assert.All(readable, name => Assert.IsType<UserReading.Read>(Read(name)));
    }

    [Fact]
    public void Every_handled_type_has_a_recorded_payload() => Assert.All(
        EventRoutes.KnownTypes.Where(type => EventRoutes.QueueOf(type) is not null), type => Assert.Contains(type, Payloads.Names));

    private static UserSeen Seen(string payload) => Assert.IsType<UserSeen>(Fact(payload));

    private static UserFact Fact(string payload) => Assert.IsType<UserReading.Read>(Read(payload)).Fact;

    private static UserReading Read(string payload)
    {
        var body = Payloads.Bytes(payload);
        var envelope = Envelope.Read(body)!;
        return ClerkUserReader.Read(new ClerkEvent("msg_1", envelope.Type, envelope.OccurredAt, null, BinaryData.FromBytes(body)));
    }
}
