using System.Collections.Frozen;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Invitations;
using Serverless.Platform.Http;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Invitations;

public sealed class InvitationWishesTests
{
    private const string Address = "jonas@invited.example";

    private static readonly FrozenSet<string> Origins = FrozenSet.Create("https://app.example.com", "http://localhost:3000");

    private static readonly Caller Admin = new(
        AUser.Id, new Session { Subject = AUser.Subject, SessionId = "sess_1", ExpiresAt = DateTimeOffset.UnixEpoch });

    [Fact]
    public void Wish_says_who_invites_and_as_what()
    {
        var (wish, refusal) = InvitationWishes.Read(new NewInvitation(Address), Admin, Origins);

        Assert.Null(refusal);
        Assert.Equal(new InvitationWish(Address, "org:member", null, null, AUser.Id, AUser.Subject), wish);
    }

    [Theory]
    [InlineData(UserRole.Admin, "admin")]
    [InlineData(null, null)]
    public void Into_the_application_nobody_invites_and_the_role_is_of_the_application(UserRole? role, string? written) => Assert.Equal(
        (new InvitationWish(Address, written, null, null, null, null), null),
        InvitationWishes.Read(new NewApplicationInvitation(Address, role), Origins));

    [Theory]
    [InlineData("jonas@invited.example", "jonas@invited.example")]
    [InlineData("Jonas@Invited.EXAMPLE", "jonas@invited.example")]
    [InlineData("  jonas@invited.example\r\n", "jonas@invited.example")]
    [InlineData("jonas.o'brien+x_1@mail.invited.example", "jonas.o'brien+x_1@mail.invited.example")]
    [InlineData("zoë@bücher.example", "zoë@bücher.example")]
    public void Address_is_taken_in_lower_case(string email, string taken) => Assert.Equal(taken, Read(email: email).Wish?.Email);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("jonas")]
    [InlineData("@invited.example")]
    [InlineData("jonas@")]
    [InlineData("jonas@invited")]
    [InlineData("jonas@invited.")]
    [InlineData("jonas@.example")]
    [InlineData("jonas@@invited.example")]
    [InlineData("jonas@invited@example.com")]
    [InlineData("jo nas@invited.example")]
    [InlineData("jonas@invi ted.example")]
    [InlineData("jonas@invited.example\r\nBcc: mara@x.example")]
    [InlineData("jonas\u0000@invited.example")]
    [InlineData("jonas\u200b@invited.example")]
    [InlineData("Jonas <jonas@invited.example>")]
    [InlineData("jonas@invited.example,mara@x.example")]
    [InlineData("jonas@invited.example;mara@x.example")]
    [InlineData("\"jonas\"@invited.example")]
    [InlineData("jonas@[127.0.0.1]")]
    public void What_is_no_address_is_refused(string email) => Assert.Equal("invitation-email", Read(email: email).Refusal?.Code);

    [Theory]
    [InlineData(64, 254, null)]
    [InlineData(65, 254, "invitation-email")]
    [InlineData(64, 255, "invitation-email")]
    public void Address_may_be_as_long_as_one_can_be(int local, int all, string? refusal) => Assert.Equal(
        refusal, Read(email: $"{new string('a', local)}@{new string('b', all - local - ".c".Length - 1)}.c").Refusal?.Code);

    [Theory]
    [InlineData("org:member", null)]
    [InlineData("org:billing_manager-2", null)]
    [InlineData("org:team:lead", null)]
    [InlineData("", "invitation-role")]
    [InlineData("admin", "invitation-role")]
    [InlineData("org:", "invitation-role")]
    [InlineData("org:Admin", "invitation-role")]
    [InlineData("org:ad min", "invitation-role")]
    [InlineData("org:admin\n", "invitation-role")]
    [InlineData("my-org:admin", "invitation-role")]
    public void Role_has_the_form_of_clerks_keys(string role, string? refusal) => Assert.Equal(refusal, Read(role: role).Refusal?.Code);

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "invitation-role")]
    public void Role_is_not_longer_than_any_key(int length, string? refusal) =>
        Assert.Equal(refusal, Read(role: "org:".PadRight(length, 'a')).Refusal?.Code);

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/welcome/you?from=mail&to=https://x.example#top")]
    [InlineData("https://app.example.com?from=mail")]
    [InlineData("https://APP.example.com/welcome")]
    [InlineData("http://localhost:3000/welcome")]
    public void Link_may_lead_to_any_page_of_our_front_ends(string page)
    {
        var (wish, refusal) = Read(page: page);

        Assert.Equal((page, null), (wish?.RedirectUrl, refusal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/welcome")]
    [InlineData("//app.example.com/welcome")]
    [InlineData("app.example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://evil.example/")]
    [InlineData("http://app.example.com/")]
    [InlineData("https://app.example.com:8443/")]
    [InlineData("https://localhost:3000/")]
    [InlineData("https://app.example.com.evil.example/")]
    [InlineData("https://evil.example/https://app.example.com/")]
    [InlineData("https://app.example.com@evil.example")]
    [InlineData("https://app.example.com:443@evil.example/")]
    [InlineData("https://jonas@app.example.com/")]
    [InlineData("https://app.example.com\\@evil.example/")]
    [InlineData("https:\\\\app.example.com\\welcome")]
    [InlineData(" https://app.example.com/")]
    [InlineData("https://app.example.com/\n")]
    [InlineData("https://app.example.com/wel\tcome")]
    public void Link_leads_nowhere_else(string page) => Assert.Equal("invitation-redirect", Read(page: page).Refusal?.Code);

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_001, "invitation-redirect")]
    public void Link_has_a_longest_length(int length, string? refusal) =>
        Assert.Equal(refusal, Read(page: "https://app.example.com/".PadRight(length, 'a')).Refusal?.Code);

    [Theory]
    [InlineData(null, null)]
    [InlineData(1, null)]
    [InlineData(365, null)]
    [InlineData(0, "invitation-expiry")]
    [InlineData(-1, "invitation-expiry")]
    [InlineData(366, "invitation-expiry")]
    [InlineData(int.MaxValue, "invitation-expiry")]
    public void It_is_open_for_a_day_to_a_year(int? days, string? refusal)
    {
        Assert.Equal(refusal, Read(days: days).Refusal?.Code);
        Assert.Equal(refusal, InvitationWishes.Read(new NewApplicationInvitation(Address, ExpiresInDays: days), Origins).Refusal?.Code);
    }

    private static (InvitationWish? Wish, Problem? Refusal) Read(
        string email = Address, string? role = null, string? page = null, int? days = null) =>
        InvitationWishes.Read(new NewInvitation(email, role, page, days), Admin, Origins);
}
