using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Invitations to the application.</summary>
public sealed class InvitationTests
{
    [Fact]
    public async Task New_invitation_is_pending_for_thirty_days()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync(
            "POST /invitations",
            """{"email_address":"jonas@x.example","public_metadata":{"key":"k1"},"redirect_url":"https://app.example/join?x=1","notify":false}""");

        Assert.Equal((HttpStatusCode.OK, "invitation", "pending"), (answer.Status, answer.Text("object"), answer.Text("status")));
        Assert.Equal("""{"key":"k1"}""", answer.Json.GetProperty("public_metadata").GetRawText());
        Assert.Equal($"https://app.example/join?x=1&__clerk_ticket={answer.Text("id")}", answer.Text("url"));
        Assert.Equal(clerk.Clock.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds(), answer.Number("expires_at"));
    }

    [Fact]
    public async Task Invitation_expires_by_the_clock()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var created = await clerk.SendAsync("POST /invitations", """{"email_address":"jonas@x.example","expires_in_days":7}""");

        clerk.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        Assert.Equal([created.Text("id")], await clerk.IdsAsync("/invitations?status=pending"));
        clerk.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(await clerk.IdsAsync("/invitations?status=pending"));
        Assert.Equal([created.Text("id")], await clerk.IdsAsync("/invitations?status=expired"));
        Assert.Throws<ClerkRefusedException>(() => clerk.Directory.AcceptInvitation(created.Text("id")));
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("POST /invitations", """{"email_address":"jonas@x.example"}""")).Status);
    }

    [Fact]
    public async Task Address_is_invited_once_unless_that_is_ignored()
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });
        clerk.Directory.Invite(new() { EmailAddress = "jonas@x.example" });

        var twice = await clerk.SendAsync("POST /invitations", """{"email_address":"JONAS@x.example"}""");
        var user = await clerk.SendAsync("POST /invitations", """{"email_address":"mara@x.example"}""");
        var ignored = await clerk.SendAsync("POST /invitations", """{"email_address":"jonas@x.example","ignore_existing":true}""");

        Assert.Equal((HttpStatusCode.BadRequest, "duplicate_record"), (twice.Status, twice.Code));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_identifier_exists"), (user.Status, user.Code));
        Assert.Equal(HttpStatusCode.OK, ignored.Status);
    }

    [Theory]
    [InlineData("""{}""", "form_param_missing", "email_address")]
    [InlineData("""{"email_address":"nobody"}""", "form_param_format_invalid", "email_address")]
    [InlineData("""{"email_address":7}""", "form_param_type_invalid", "email_address")]
    [InlineData("""{"email_address":"a@x.example","expires_in_days":366}""", "form_param_value_invalid", "expires_in_days")]
    [InlineData("""{"email_address":"a@x.example","expires_in_days":0}""", "form_param_value_invalid", "expires_in_days")]
    [InlineData("""{"email_address":"a@x.example","template_slug":"party"}""", "form_param_value_invalid", "template_slug")]
    public async Task Body_is_checked(string body, string code, string parameter)
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("POST /invitations", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code, parameter), (answer.Status, answer.Code, answer.Parameter));
    }

    [Fact]
    public async Task Up_to_ten_are_made_at_once_or_none()
    {
        await using var clerk = await RunningClerk.StartAsync();

        Assert.Equal(10, (await clerk.SendAsync("POST /invitations/bulk", Bulk(10))).Ids.Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await clerk.SendAsync("POST /invitations/bulk", Bulk(11))).Status);
        var oneTwice = await clerk.SendAsync("POST /invitations/bulk", $"[{Invitation("new")},{Invitation("p0")}]");
        Assert.Equal("duplicate_record", oneTwice.Code);
        Assert.Equal(10, (await clerk.SendAsync("GET /invitations?paginated=true")).Number("total_count"));

        static string Bulk(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(number => Invitation($"p{number}")))}]";
        static string Invitation(string name) => $$"""{"email_address":"{{name}}@x.example"}""";
    }

    [Fact]
    public async Task Revoked_invitation_cannot_be_used_or_revoked_again()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var invitation = clerk.Directory.Invite(new() { EmailAddress = "jonas@x.example" });

        var revoked = await clerk.SendAsync($"POST /invitations/{invitation.Id}/revoke");
        var again = await clerk.SendAsync($"POST /invitations/{invitation.Id}/revoke");

        Assert.Equal(("revoked", true), (revoked.Text("status"), revoked.Json.GetProperty("revoked").GetBoolean()));
        Assert.Equal((HttpStatusCode.BadRequest, "invitation_already_revoked"), (again.Status, again.Code));
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync("POST /invitations/inv_missing/revoke")).Status);
        Assert.Throws<ClerkRefusedException>(() => clerk.Directory.AcceptInvitation(invitation.Id));
    }

    [Fact]
    public async Task Accepted_invitation_makes_a_user_with_its_metadata_and_a_verified_address()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var invitation = clerk.Directory.Invite(new() { EmailAddress = "jonas@x.example", PublicMetadata = new() { ["key"] = "k1" } });

        var user = clerk.Directory.AcceptInvitation(invitation.Id, new() { FirstName = "Jonas" });
        var accepted = await clerk.SendAsync("GET /invitations?status=accepted&paginated=true");

        Assert.Equal(("Jonas", "jonas@x.example", "k1"), (user.FirstName, user.PrimaryEmailAddress, (string?)user.ToJson()["public_metadata"]!["key"]));
        Assert.Equal([invitation.Id], accepted.Ids);
        Assert.Equal("invitation_already_accepted", (await clerk.SendAsync($"POST /invitations/{invitation.Id}/revoke")).Code);
    }

    [Fact]
    public async Task List_is_bare_or_paginated_and_leaves_out_revoked_ones_unless_asked()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var ids = new[] { "b", "c", "a" }.Select(name => clerk.Directory.Invite(new() { EmailAddress = $"{name}@x.example" }).Id).ToList();
        clerk.Directory.RevokeInvitation(ids[1]);

        Assert.Equal('[', (await clerk.SendAsync("GET /invitations")).Body[0]);
        Assert.Equal(2, (await clerk.SendAsync("GET /invitations?paginated=true&limit=1")).Number("total_count"));
        Assert.Equal([ids[2], ids[0]], await clerk.IdsAsync("/invitations?order_by=email_address"));
        Assert.Equal([ids[1]], await clerk.IdsAsync("/invitations?status=revoked"));
        Assert.Equal([ids[0]], await clerk.IdsAsync("/invitations?query=B@x"));
        Assert.Equal("form_param_value_invalid", (await clerk.SendAsync("GET /invitations?status=lost")).Code);
    }
}
