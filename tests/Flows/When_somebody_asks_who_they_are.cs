using Local.Clerk;
using Local.Cosmos;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary><c>GET /api/me</c>, with and without webhooks, with and without Clerk.</summary>
public sealed class When_somebody_asks_who_they_are : IAsyncLifetime
{
    private TestStack stack = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Somebody_whose_webhook_never_came_is_there_with_a_fresh_profile()
    {
        var mara = stack.SignUp();

        var me = await stack.As(mara).Get("/api/me");

        Assert.Equal(200, me.Status);
        Assert.StartsWith("usr_", me["id"], StringComparison.Ordinal);
        Assert.Equal(("active", "member", "Mara@people.example", "Mara"), (me["status"], me["role"], me["email"], me["firstName"]));
        Assert.Equal("True", me["emailVerified"]);
        Assert.Equal(me["id"], (await stack.User(mara.Id))!.Value.Id.Value);
        Assert.Equal((await stack.User(mara.Id))!.ETag, me.ETag);
    }

    [Fact]
    public async Task Sixty_four_first_requests_and_the_webhook_make_one_person()
    {
        await stack.As(stack.SignUp("Jonas")).Get("/api/me");   // connections are open by now, so that it is a race
        var mara = stack.SignUp();
        var client = stack.As(mara);
        var webhook = Payloads.With("user.created", ("id", mara.Id), ("updated_at", mara.UpdatedAt));

        var requests = Enumerable.Range(0, 64).Select(_ => Task.Run(() => client.Get("/api/me"))).ToList();
        await stack.Accept(webhook);
        var answers = await Task.WhenAll(requests);
        await stack.Quiet();

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal((await stack.User(mara.Id))!.Value.Id.Value, Assert.Single(answers.Select(answer => answer["id"]).Distinct()));
    }

    [Fact]
    public async Task Sixty_four_first_requests_ask_clerk_once()
    {
        var client = stack.As(stack.SignUp());

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => client.Get("/api/me"))));

        Assert.Single(answers.Select(answer => (answer.Status, answer["firstName"])).Distinct());
        Assert.Equal(1, stack.Emulators.Clerk.Metrics.CallsTo("GET /v1/users/{user_id}"));
    }

    [Fact]
    public async Task Two_instances_the_webhook_and_a_sweep_agree_on_one_person()
    {
        await using var other = await stack.StartAnother();
        var mara = stack.SignUp();
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        var clients = new[] { stack.App, other }.Select(app => new ApiClient(app.Http, () => token)).ToList();

        var requests = Enumerable.Range(0, 64).Select(i => Task.Run(() => clients[i % 2].Get("/api/me"))).ToList();
        await Task.WhenAll(stack.Accept(Payloads.With("user.created", ("id", mara.Id), ("updated_at", mara.UpdatedAt))), stack.Sweep());
        var answers = await Task.WhenAll(requests);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.Select(answer => answer["id"]).Distinct());
    }

    [Fact]
    public async Task Ordinary_request_reads_one_document_and_writes_nothing()
    {
        var client = stack.As(stack.SignUp());
        await client.Get("/api/me");
        var calls = stack.Emulators.Clerk.Metrics.Calls.Sum(call => call.Count);
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;

        var me = await client.Get("/api/me");

        Assert.Equal(200, me.Status);
        Assert.Equal(1, stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost, tolerance: 0.01);
        Assert.Equal(calls, stack.Emulators.Clerk.Metrics.Calls.Sum(call => call.Count));
    }

    [Theory]
    [InlineData(ClerkOutage.ServiceUnavailable)]
    [InlineData(ClerkOutage.ConnectionsClosed)]
    public async Task While_clerk_is_down_somebody_new_is_let_in_and_gets_their_profile_later(ClerkOutage outage)
    {
        var mara = stack.SignUp();
        var client = stack.As(mara);
        await stack.As(stack.SignUp("Jonas")).Get("/api/me");   // the keys of tokens are known by now
        stack.Emulators.Clerk.Faults.Outage = outage;

        var met = await client.Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.None;
        await stack.Accept(Payloads.With("user.created", ("id", mara.Id), ("updated_at", mara.UpdatedAt), ("first_name", "Ada")));
        await stack.Quiet();
        var known = await client.Get("/api/me");

        Assert.Equal((200, "active", null), (met.Status, met["status"], met["firstName"]));
        Assert.Equal((met["id"], "Ada"), (known["id"], known["firstName"]));
        Assert.True(stack.Emulators.Clerk.Faults.OutageHits > 0);
    }

    [Fact]
    public async Task Somebody_met_without_a_profile_is_completed_by_a_sweep()
    {
        var mara = stack.SignUp();
        await stack.As(stack.SignUp("Jonas")).Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.ServiceUnavailable;
        var met = await stack.As(mara).Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.None;

        await stack.Sweep();

        var document = (await stack.User(mara.Id))!.Value;
        Assert.Equal((met["id"], mara.UpdatedAt, "Mara"), (document.Id.Value, document.Version, document.Profile!.FirstName));
    }

    [Fact]
    public async Task Somebody_met_without_a_profile_and_deleted_since_is_buried_by_a_sweep()
    {
        var mara = stack.SignUp();
        for (var i = 0; i < 40; i++)
        {
            stack.SignUp($"Other{i}");
        }

        await stack.As(stack.SignUp("Jonas")).Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.ServiceUnavailable;
        await stack.As(mara).Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.None;
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.DeleteUser(mara.Id);

        await stack.Sweep();

        Assert.Equal(UserStatus.Deleted, (await stack.User(mara.Id))!.Value.Status);
    }

    [Fact]
    public async Task The_deleted_are_refused_although_their_token_is_still_valid()
    {
        var mara = stack.SignUp(announce: true);
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        Assert.Equal(200, (await stack.Holding(token).Get("/api/me")).Status);

        Directory.DeleteUser(mara.Id);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        var answer = await stack.Holding(token).Get("/api/me");

        Assert.Equal((403, "user-deleted"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Token_that_outlived_somebody_never_seen_is_refused_and_nobody_is_made()
    {
        var mara = stack.SignUp();
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.DeleteUser(mara.Id);

        var answer = await stack.Holding(token).Get("/api/me");

        Assert.Equal((403, "user-deleted"), (answer.Status, answer.Code));
        Assert.Null(await stack.User(mara.Id));
    }

    [Fact]
    public async Task The_banned_are_refused()
    {
        var mara = stack.SignUp(announce: true);
        Directory.BanUser(mara.Id);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();

        var answer = await stack.As(mara).Get("/api/me");

        Assert.Equal((403, "user-banned"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var client = stack.As(stack.SignUp());
        var first = await client.Get("/api/me");

        var second = await client.Get("/api/me", ("If-None-Match", first.ETag!));

        Assert.Equal((304, ""), (second.Status, second.Text));
        Assert.Equal(first.ETag, second.ETag);
    }

    [Fact]
    public async Task Any_state_in_a_list_of_known_ones_is_not_sent_again()
    {
        var client = stack.As(stack.SignUp());
        var first = await client.Get("/api/me");

        var second = await client.Get("/api/me", ("If-None-Match", $"\"another\", {first.ETag}"));

        Assert.Equal((304, ""), (second.Status, second.Text));
    }

    [Fact]
    public async Task Store_that_is_down_is_told_as_something_to_try_again()
    {
        var client = stack.As(stack.SignUp());
        await client.Get("/api/me");
        var fault = stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(503)) { PathContains = "/colls/users/docs" });

        var answer = await client.Get("/api/me");

        Assert.True(fault.Hits > 0);
        Assert.Equal((503, "unavailable"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Matches("^[0-9a-f]{32}$", answer["traceId"]);
    }

    [Fact]
    public async Task Without_a_token_nobody_is_told_anything()
    {
        var answer = await stack.Nobody().Get("/api/me");

        Assert.Equal((401, "not-signed-in"), (answer.Status, answer.Code));
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Equal(["code", "status", "title", "traceId"], answer.Body.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deleting_oneself_deletes_at_clerk_and_here()
    {
        var mara = stack.SignUp();
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        await stack.Holding(token).Get("/api/me");

        var deleted = await stack.Holding(token).Delete("/api/me");

        Assert.Equal(204, deleted.Status);
        Assert.Null(Directory.FindUser(mara.Id));
        Assert.Equal(UserStatus.Deleted, (await stack.User(mara.Id))!.Value.Status);
        Assert.Equal("user-deleted", (await stack.Holding(token).Get("/api/me")).Code);
        Assert.Equal("user-deleted", (await stack.Holding(token).Delete("/api/me")).Code);
    }

    [Fact]
    public async Task Deletion_that_clerk_did_not_answer_can_be_tried_again()
    {
        var mara = stack.SignUp();
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        await stack.Holding(token).Get("/api/me");
        var fault = stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.AnswerAfterHandling(503)) { Method = "DELETE", Times = 1 });

        var deleted = await stack.Holding(token).Delete("/api/me");

        Assert.Equal(1, fault.Hits);
        Assert.Equal(204, deleted.Status);
        Assert.Equal(UserStatus.Deleted, (await stack.User(mara.Id))!.Value.Status);
    }

    [Fact]
    public async Task Nobody_deletes_somebody_whom_they_impersonate()
    {
        var mara = stack.SignUp();
        var answer = await stack
            .As(mara, request => request with { Claims = new() { ["act"] = new System.Text.Json.Nodes.JsonObject { ["sub"] = "user_support" } } })
            .Delete("/api/me");

        Assert.Equal((403, "impersonated"), (answer.Status, answer.Code));
        Assert.NotNull(Directory.FindUser(mara.Id));
    }

    [Fact]
    public async Task Deletion_under_a_state_that_is_no_longer_is_refused()
    {
        var mara = stack.SignUp();
        await stack.As(mara).Get("/api/me");

        var answer = await stack.As(mara).Delete("/api/me", ("If-Match", "\"another\""));

        Assert.Equal((412, "changed"), (answer.Status, answer.Code));
        Assert.NotNull(Directory.FindUser(mara.Id));
    }
}
