using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Invitations;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Invitations;

public sealed class ClerkInvitationReaderTests
{
    private const string Ours = "ivt_01j00000000000000000000000";

    public static TheoryData<string> Recorded =>
        [.. Payloads.Names.Where(name => name.StartsWith("organizationInvitation.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Everything_recorded_can_be_read(string payload)
    {
        var seen = Read(payload)!;

        Assert.Equal(
            ("orginv_2qE1eF4gHj2KxWb6UaMnPvDqSyT", "org_2qD1fG5hJk3LzXc7VbNmQwErTyU", "jonas.petrov@northwind.example", "org:member"),
            (seen.ClerkId, seen.Organization!.Subject, seen.Email, seen.Role));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767267060123), seen.MadeAt);
        Assert.NotNull(seen.Event(by: null));
    }

    [Theory]
    [InlineData("organizationInvitation.created", true)]
    [InlineData("organizationInvitation.created.no-inviter", true)]
    [InlineData("organizationInvitation.accepted", false)]
    [InlineData("organizationInvitation.revoked", false)]
    public void Pending_is_what_can_be_accepted(string payload, bool isPending) => Assert.Equal(isPending, Read(payload)!.IsPending);

    [Fact]
    public void Who_accepted_is_read_where_clerk_says_so()
    {
        Assert.Equal("user_2qC9aE3iOu7NbMv1QwRtYxZkPlS", Read("organizationInvitation.accepted")!.By?.Subject);
        Assert.Null(Read("organizationInvitation.accepted.no-user-id")!.By);
    }

    [Fact]
    public void Time_that_it_runs_out_is_read_where_clerk_says_so()
    {
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1769859001123), Read("organizationInvitation.created")!.ExpiresAt);
        Assert.Null(Read("organizationInvitation.created.no-inviter")!.ExpiresAt);
    }

    [Fact]
    public void Invitation_into_the_application_is_read_with_its_role_from_the_metadata()
    {
        var seen = ClerkInvitationReader.Read(JsonElement.Parse($$"""
            {"object":"invitation","id":"inv_1","email_address":"Jonas@Invited.example","status":"pending","revoked":false,
             "public_metadata":{"invitation":"{{Ours}}","invitedAs":"usr_01j00000000000000000000000","role":"admin"},
             "url":"https://accounts.x.example/","expires_at":1769859001123,"created_at":1767267060123,"updated_at":1767267060123}
            """));

        Assert.Equal(
            new InvitationSeen(
                "inv_1",
                Organization: null,
                "jonas@invited.example",
                "admin",
                "pending",
                InvitationId.Parse(Ours),
                By: null,
                DateTimeOffset.FromUnixTimeMilliseconds(1767267060123),
                DateTimeOffset.FromUnixTimeMilliseconds(1769859001123)),
            seen);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("email_address")]
    [InlineData("status")]
    [InlineData("organization_id")]
    public void Without_what_it_needs_there_is_none(string member)
    {
        Assert.Null(Read("organizationInvitation.created", (member, null)));
        Assert.Null(Read("organizationInvitation.created", (member, 7)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("org/../1")]
    public void Organization_that_no_document_could_name_is_none(string organization) =>
        Assert.Null(Read("organizationInvitation.created", ("organization_id", organization)));

    [Theory]
    [InlineData("role")]
    [InlineData("public_metadata")]
    [InlineData("user_id")]
    [InlineData("created_at")]
    [InlineData("expires_at")]
    [InlineData("inviter_id")]
    public void What_else_is_missing_or_odd_is_left_out(string member)
    {
        Assert.NotNull(Read("organizationInvitation.accepted", (member, null)));
        Assert.NotNull(Read("organizationInvitation.accepted", (member, new JsonArray())));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(253_402_300_800_000)]
    [InlineData(long.MaxValue)]
    public void Time_that_no_calendar_has_is_left_out(long milliseconds)
    {
        var seen = Read("organizationInvitation.created", ("created_at", milliseconds), ("expires_at", milliseconds))!;

        Assert.Equal((DateTimeOffset.UnixEpoch, null), (seen.MadeAt, seen.ExpiresAt));
    }

    [Fact]
    public void Our_own_id_is_read_if_it_is_one()
    {
        Assert.Equal(Ours, With(Ours).Ours?.Value);
        Assert.Null(With("usr_01j00000000000000000000000").Ours);
        Assert.Null(With(7).Ours);

        static InvitationSeen With(JsonNode id) => Read("organizationInvitation.created", ("public_metadata", new JsonObject { ["invitation"] = id }))!;
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[]}""")]
    public void Message_that_tells_of_nothing_is_unreadable(string body) => Assert.Null(ClerkInvitationReader.Read(Message(body)));

    [Theory]
    [InlineData("pending", typeof(InvitationEvent.Sent))]
    [InlineData("accepted", typeof(InvitationEvent.Accepted))]
    [InlineData("revoked", typeof(InvitationEvent.Revoked))]
    [InlineData("expired", typeof(InvitationEvent.Expired))]
    [InlineData("withdrawn", null)]
    [InlineData("", null)]
    public void Status_says_what_happened(string status, Type? happened) =>
        Assert.Equal(happened, Read("organizationInvitation.created", ("status", status))!.Event(AUser.Id)?.GetType());

    [Fact]
    public void Event_says_who_accepted_and_what_clerk_calls_it()
    {
        Assert.Equal(new InvitationEvent.Accepted(AUser.Id), Read("organizationInvitation.accepted")!.Event(AUser.Id));
        Assert.Equal(
            new InvitationEvent.Sent("orginv_2qE1eF4gHj2KxWb6UaMnPvDqSyT", DateTimeOffset.FromUnixTimeMilliseconds(1769859001123)),
            Read("organizationInvitation.created")!.Event(by: null));
    }

    private static InvitationSeen? Read(string payload, params (string, JsonNode?)[] changes) =>
        ClerkInvitationReader.Read(Message(Payloads.With(payload, changes)));

    private static ClerkEvent Message(string body) => new("msg_1", "organizationInvitation.created", 1, null, BinaryData.FromString(body));
}
