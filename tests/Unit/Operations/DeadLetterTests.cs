using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

/// <summary>What is shown of a dead letter.</summary>
public sealed class DeadLetterTests
{
    public static TheoryData<string> Recorded => [.. Payloads.Names];

    [Theory]
    [InlineData("user.created", "user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", null, null, false)]
    [InlineData("organization.created", null, "org_2qD1fG5hJk3LzXc7VbNmQwErTyU", null, false)]
    [InlineData(
        "organizationMembership.created", "user_2qC9aE3iOu7NbMv1QwRtYxZkPlS", "org_2qD1fG5hJk3LzXc7VbNmQwErTyU", "orgmem_2qE2gH6iKm4NzYd8WcPoRxFsUzV", false)]
    [InlineData("organizationInvitation.created", null, "org_2qD1fG5hJk3LzXc7VbNmQwErTyU", null, true)]
    [InlineData("user.deleted.no-id", null, null, null, false)]
    [InlineData("user.created.data-null", null, null, null, false)]
    [InlineData("user.created.id-not-a-string", null, null, null, false)]
    public void It_is_about_whomever_the_event_names(string payload, string? user, string? organization, string? membership, bool hasInvitation)
    {
        var about = DeadLetterSubjects.Of(BinaryData.FromBytes(Payloads.Bytes(payload)));

        Assert.Equal((user, organization, membership, hasInvitation), (about.User, about.Organization, about.Membership, about.Invitation is not null));
    }

    /// <summary>Recorded ones, of which some have names and addresses where they do not belong.</summary>
    [Theory]
    [MemberData(nameof(Recorded))]
    public void Nothing_is_shown_of_an_event_but_ids(string payload)
    {
        var about = DeadLetterSubjects.Of(BinaryData.FromBytes(Payloads.Bytes(payload)));

        Assert.All(
            new[] { about.User, about.Organization, about.Membership, about.Invitation }.OfType<string>(),
            id => Assert.Matches("^(user|org|orgmem|orginv|inv)_[0-9A-Za-z]{1,58}$", id));
    }

    [Theory]
    [InlineData("""{"data":{"id":"mara@people.example"}}""")]
    [InlineData("""{"data":{"id":"user_mara@people.example"}}""")]
    [InlineData("""{"data":{"id":"user_Mara Ilves"}}""")]
    [InlineData("""{"data":{"id":"user_","user_id":"Mara"}}""")]
    [InlineData("""{"to":{"subject":"Mara"}}""")]
    [InlineData("""["user_2abc"]""")]
    [InlineData("Mara")]
    public void What_stands_where_an_id_should_is_not_shown(string body) =>
        Assert.Equal(new DeadLetterSubjects(null, null, null, null), DeadLetterSubjects.Of(BinaryData.FromString(body)));

    [Fact]
    public void Step_that_names_somebody_is_about_them() => Assert.Equal(
        "user_2abc", DeadLetterSubjects.Of(BinaryData.FromString("""{"step":"grant-invitation","to":{"user":"usr_1","subject":"user_2abc"}}""")).User);

    [Fact]
    public void Description_is_shown_as_the_app_wrote_it_and_cleaned_if_another_did()
    {
        const string text = "What is read: a@b.";

        Assert.Equal(text, Letter(("DeadLetterErrorDescription", text), (DeadLettering.TimeProperty, 5L)).Error);
        Assert.Equal("What is read: …", Letter(("DeadLetterErrorDescription", text)).Error);
    }

    [Fact]
    public void Counts_and_times_are_those_of_the_letter()
    {
        var letter = Letter(
            ("DeadLetterReason", "RetriesExhausted"), (DeadLettering.TimeProperty, 5L), (DelayedCopy.TimesSetAsideProperty, 3),
            (DelayedCopy.OriginalIdProperty, "msg_0"), (RedrivenCopy.TimesRedrivenProperty, 2), (RedrivenCopy.RunProperty, "dlr_1"));

        Assert.Equal(
            ("RetriesExhausted", 3, 2, "msg_0", "dlr_1", DateTimeOffset.UnixEpoch.AddMilliseconds(5)),
            (letter.Reason, letter.TimesSetAside, letter.TimesRedriven, letter.OriginalId, letter.Run, letter.Since));
    }

    [Fact]
    public void Properties_of_other_types_are_no_counts()
    {
        var letter = Letter((DelayedCopy.TimesSetAsideProperty, "3"), (RedrivenCopy.TimesRedrivenProperty, 2L), (DeadLettering.TimeProperty, "x"));

        Assert.Equal((0, 0, null, "Unknown"), (letter.TimesSetAside, letter.TimesRedriven, letter.DeadLetteredAt, letter.Reason));
    }

    private static DeadLetter Letter(params (string, object)[] properties) =>
        DeadLetter.Of(Queues.UserEvents, ADeadLetter.Message("msg_1", "{}", properties));
}
