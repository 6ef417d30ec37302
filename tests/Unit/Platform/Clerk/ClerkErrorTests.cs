using System.Text.Json.Nodes;
using Serverless.Platform.Clerk;
using Serverless.Platform.Failures;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>What a refusal of Clerk, or what is none, becomes.</summary>
public sealed class ClerkErrorTests : IAsyncLifetime
{
    private ClerkClient client = null!;

    private CancellationToken Cancellation => client.Cancellation;

    public async ValueTask InitializeAsync() => client = await ClerkClient.Start();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Theory]
    [InlineData(400, "duplicate_record", false)]
    [InlineData(401, "clerk_key_invalid", false)]
    [InlineData(403, "quota_exceeded", false)]
    [InlineData(404, "organization_invitation_not_pending", false)]
    [InlineData(409, "user_managed_by_scim", false)]
    [InlineData(413, "request_body_too_large", false)]
    [InlineData(422, "form_identifier_exists", false)]
    [InlineData(408, "request_timeout", true)]
    [InlineData(500, "internal_clerk_error", true)]
    [InlineData(503, "service_unavailable", true)]
    public async Task Refusal_has_status_code_and_whether_it_passes(int status, string code, bool passes)
    {
        client.Wire.Refuses(status, code);

        var refusal = await Refused(() => client.Commands.CreateInvitation(new("a@b.c"), Cancellation));

        Assert.Equal((status, code, passes, passes), (refusal.Status, refusal.Code, refusal.IsTransient, refusal.EffectUnknown));
        Assert.Equal(passes, TransientFailures.IsTransient(refusal));
        Assert.False(TransientFailures.IsWorthRetryingAtOnce(refusal));
        Assert.Equal([$"POST /invitations {status}"], client.Calls.Seen);
    }

    [Fact]
    public async Task Explanation_is_kept_and_stays_out_of_every_text()
    {
        client.Wire.Answers(422, """
            {"errors":[{"code":"form_identifier_exists","message":"taken",
                        "long_message":"mara@example.com is taken","meta":{"param_name":"email_address"}},
                       {"code":"form_param_missing","message":"m","long_message":"l"}],
             "clerk_trace_id":"8f1d2c"}
            """);

        var refusal = await Refused(() => client.Commands.CreateInvitation(new("mara@example.com"), Cancellation));

        Assert.Equal("Clerk answered 422 (form_identifier_exists, trace 8f1d2c).", refusal.Message);
        Assert.Equal(["form_identifier_exists", "form_param_missing"], refusal.Codes);
        Assert.Equal(("mara@example.com is taken", "email_address", "8f1d2c"), (refusal.LongMessage, refusal.Parameter, refusal.TraceId));
        Assert.DoesNotContain("mara", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No user was found with id user_1", "No user was found with id user_1")]
    [InlineData("mara@example.com is taken", "[address] is taken")]
    [InlineData("taken: <mara@example.com>, 'jonas+x@example.com'.", "taken: [address] [address]")]
    [InlineData("first\r\nsecond\u0007third\tmara@example.com\u2028fourth", "first  second third [address] fourth")]
    [InlineData("", "")]
    public async Task Explanation_for_the_log_is_a_line_without_addresses(string longMessage, string explanation)
    {
        client.Wire.Answers(422, new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["code"] = "form_identifier_exists", ["long_message"] = longMessage }),
        }.ToJsonString());

        var refusal = await Refused(() => client.Commands.CreateInvitation(new("mara@example.com"), Cancellation));

        Assert.Equal((longMessage, explanation), (refusal.LongMessage, refusal.Explanation));
    }

    [Fact]
    public async Task Explanation_for_the_log_is_cut_and_never_within_an_address()
    {
        client.Wire.Answers(422, $$"""{"errors":[{"code":"a","long_message":"{{new string('x', 290)}} mara@example.com is taken"}]}""")
            .Refuses(422, "a")
            .Answers(422, "");

        var cut = (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Explanation;
        var message = (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Explanation;
        var none = (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Explanation;

        Assert.Equal(new string('x', 290) + " [address]", cut);
        Assert.Equal(("m", null), (message, none));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>no</html>")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"errors":{}}""")]
    [InlineData("""{"errors":[]}""")]
    [InlineData("""{"errors":[null,"x",{"code":7}]}""")]
    [InlineData("""{"errors":[{"code":"mara@example.com is taken"}]}""")]
    public async Task Body_that_is_not_clerks_leaves_the_status(string body)
    {
        client.Wire.Answers(403, body, ("cf-ray", "8f1d-FRA"));

        var refusal = await Refused(() => client.Api.ListUsers(new(), Cancellation));

        Assert.Equal((403, "unknown", "8f1d-FRA"), (refusal.Status, refusal.Code, refusal.TraceId));
        Assert.Equal("Clerk answered 403 (unknown, trace 8f1d-FRA).", refusal.Message);
    }

    [Fact]
    public async Task Body_without_end_is_not_read_to_its_end()
    {
        client.Wire.Answers(403, """{"errors":[{"code":"late"}],"padding":" """ + new string('x', 200_000) + "\"}")
            .Answers(403, [(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'7', (byte)'}']);

        Assert.Equal("unknown", (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Code);
        Assert.Equal("unknown", (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"errors":[]}""")]
    [InlineData("<html>not found</html>")]
    [InlineData("""{"errors":[{"code":"organization_not_found_in_proxy"}]}""")]
    public async Task Missing_page_is_not_a_missing_user(string body)
    {
        client.Wire.Answers(404, body).Answers(404, body);

        Assert.Equal(404, (await Refused(() => client.Api.FindUser("user_1", Cancellation))).Status);
        Assert.Equal(404, (await Refused(() => client.Commands.DeleteUser("user_1", Cancellation))).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"data":null,"total_count":0}""")]
    [InlineData("""{"data":{},"total_count":0}""")]
    public async Task What_is_no_list_is_not_an_empty_list(string body)
    {
        client.Wire.Answers(200, body);

        var refusal = await Refused(() => client.Api.ListUsers(new(), Cancellation));

        Assert.Equal((200, "unreadable_answer", true), (refusal.Status, refusal.Code, refusal.IsTransient));
    }

    [Fact]
    public async Task Count_without_number_and_user_without_id_are_unreadable()
    {
        client.Wire.Answers(200, "{}").Answers(200, """{"deleted":true}""");

        Assert.Equal("unreadable_answer", (await Refused(() => client.Api.CountUsers(new(), Cancellation))).Code);
        Assert.Equal("unreadable_answer", (await Refused(() => client.Api.FindUser("user_1", Cancellation))).Code);
    }

    [Fact]
    public async Task Answer_of_unbounded_size_is_given_up()
    {
        var block = new byte[1024 * 1024];
        Array.Fill(block, (byte)' ');
        client.Wire.Then(async context =>
        {
            for (var sent = 0; sent < 65 && !context.RequestAborted.IsCancellationRequested; sent++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

        var refusal = await Refused(() => client.Api.ListUsers(new(), Cancellation));

        Assert.Equal(("answer_too_large", false), (refusal.Code, refusal.IsTransient));
        Assert.Equal(["GET /users answer_too_large"], client.Calls.Seen);
    }

    [Fact]
    public async Task Redirect_is_not_followed_with_our_key()
    {
        client.Wire.Answers(307, "", ("Location", client.Wire.Address + "elsewhere"));

        Assert.Equal(307, (await Refused(() => client.Api.ListUsers(new(), Cancellation))).Status);
        Assert.Single(client.Wire.Requests);
    }

    private static Task<ClerkException> Refused(Func<Task> call) => Assert.ThrowsAsync<ClerkException>(call);
}
