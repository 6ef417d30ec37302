using System.Text.Json;
using Serverless.Identity;
using Serverless.Tests.Support;
using Serverless.Users;
using Serverless.Users.Pending;
using Xunit;

namespace Serverless.Tests.Unit.Users.Pending;

/// <summary>Whom somebody proves to be that they did not prove before.</summary>
public sealed class ProofsTests
{
    [Fact]
    public void Verified_address_of_somebody_new_is_a_proof() =>
        Assert.Equal([AddressKey.Of("a@x.example")], New(With(1, ("A@x.example", true)), null).Addresses);

    [Fact]
    public void Unverified_address_proves_nothing() => Assert.False(New(With(1, ("a@x.example", false)), null).Any);

    [Fact]
    public void What_was_proven_before_proves_nothing_new() => Assert.Equal(
        [AddressKey.Of("new@x.example"), AddressKey.Of("late@x.example")],
        New(
            With(2, ("A@X.example", true), ("new@x.example", true), ("late@x.example", true)),
            AUser.After([With(1, ("a@x.example", true), ("late@x.example", false))])).Addresses);

    [Fact]
    public void Deleted_and_stale_prove_nothing()
    {
        var seen = With(7, ("a@x.example", true));

        Assert.False(New(seen, AUser.After([AUser.Gone()]), AnInvitation.Somebody).Any);
        Assert.False(New(seen, AUser.After([With(8)]), AnInvitation.Somebody).Any);
        Assert.False(New(seen, AUser.After([With(7)]), AnInvitation.Somebody).Any);
    }

    [Fact]
    public void Of_whom_nothing_was_known_everything_is_new() => Assert.All(
        new UserFact[] { AUser.Met, AUser.Invited },
        fact =>
        {
            var proofs = New(Told(1, AnInvitation.Somebody.Value, ("a@x.example", true)), AUser.After([fact]));
            Assert.Equal(AnInvitation.Somebody, proofs.InvitedAs);
            Assert.Equal([AddressKey.Of("a@x.example")], proofs.Addresses);
        });

    [Fact]
    public void What_the_metadata_tell_is_told_once()
    {
        var before = AUser.After([Told(1, AnInvitation.Somebody.Value)]);

        Assert.Null(New(Told(2, AnInvitation.Somebody.Value), before).InvitedAs);
        Assert.Equal(AUser.Id, New(Told(2, AUser.Id.Value), before).InvitedAs);
        Assert.Equal(AnInvitation.Somebody, New(Told(2, AnInvitation.Somebody.Value), AUser.After([With(1)])).InvitedAs);
    }

    [Fact]
    public void What_a_membership_tells_counts_whatever_the_metadata_told_before() => Assert.Equal(
        AUser.Id, New(Told(2, AnInvitation.Somebody.Value), AUser.After([Told(1, AnInvitation.Somebody.Value)]), AUser.Id).InvitedAs);

    [Theory]
    [InlineData("")]
    [InlineData("somebody")]
    [InlineData("org_01j00000000000000000000000")]
    public void Metadata_that_hold_no_id_of_a_person_prove_nothing(string told) => Assert.False(New(Told(1, told), null).Any);

    [Fact]
    public void Ten_addresses_are_looked_at() => Assert.Equal(
        Enumerable.Range(0, 10).Select(number => AddressKey.Of($"{number}@x.example")),
        New(With(1, [.. Enumerable.Range(0, 30).Select(number => ($"{number}@x.example", true))]), null).Addresses);

    private static Proofs New(UserSeen seen, UserDocument? held, UserId? invitedAs = null) => InviteeRules.NewProofs(seen, held, invitedAs);

    private static UserSeen With(long version, params (string Address, bool Verified)[] emails) => AUser.Seen(version) with
    {
        Profile = new UserProfile { Emails = [.. emails.Select(email => new EmailAddress(null, email.Address, email.Verified))] },
    };

    private static UserSeen Told(long version, string invitedAs, params (string Address, bool Verified)[] emails)
    {
        var seen = With(version, emails);
        return seen with { Profile = seen.Profile with { PublicMetadata = JsonSerializer.SerializeToElement(new { invitedAs }) } };
    }
}
