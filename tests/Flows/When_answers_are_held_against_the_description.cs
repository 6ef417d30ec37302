using System.Text.Json.Nodes;
using Local.Clerk;
using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Invitations;
using Serverless.Platform.Http;
using Serverless.Platform.Ids;
using Serverless.Tests.Support;
using Serverless.Users.Pending;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>What <c>/api/openapi.json</c> says, and what the functions really answer, in good and in bad ways.</summary>
public sealed class When_answers_are_held_against_the_description : IAsyncLifetime
{
    private const string NobodysId = "usr_00000000000000000000000000";

    /// <summary>Not provoked here: the keys of session tokens are known before anything else can be asked, and a thousand projects take long.</summary>
    private static readonly string[] NotProvoked = ["keys-unavailable", "too-many-projects"];

    private TestStack stack = null!;
    private ClerkUser root = null!;
    private ApiClient admin = null!;
    private DescribedApi api = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        root = stack.SignUp("Root", role: "admin");
        admin = stack.As(root);
        api = new DescribedApi(JsonNode.Parse((await stack.Nobody().Get("/api/openapi.json")).Text)!.AsObject());
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Every_operation_answers_as_described_and_everything_described_is_answered()
    {
        await AskFromOutside();
        await ReadTheDescription();
        await BeSomebody();
        await LookAfterUsers();
        await WorkInAnOrganization();
        await InvitePeople();
        await LookAtRuns();
        await LookAtDeadLetters();
        await DeliverEvents();
        await BreakTheStore();
        await BreakClerk();
        await BreakTheBroker();

        Assert.Empty(api.Complaints);
        var good = api.Operations.SelectMany(
            operation => operation.Answers.Where(answer => answer.Key[0] is '2' or '3'), (operation, answer) => $"{operation.Id} {answer.Key}");
        Assert.Empty(good.Except(api.Seen));
        Assert.Empty(RefusalsOfInvitations().Except(api.Seen));
        Assert.Equal(NotProvoked, api.Codes.Except(api.Seen).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_may_load_nothing_but_its_own_style()
    {
        var page = await stack.Nobody().Get("/api/docs");

        Assert.Equal("text/html; charset=utf-8", $"{page.ContentHeaders.ContentType}");
        Assert.Matches(
            "^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/api/docs")]
    [InlineData("/api/openapi.json")]
    public async Task Description_may_be_kept_by_anybody_for_a_while(string path)
    {
        var first = await stack.Nobody().Get(path);
        var again = await stack.Nobody().Get(path);

        Assert.Equal((200, first.Text, first.ETag), (again.Status, again.Text, again.ETag));
        Assert.Equal("public, max-age=300", $"{first.Headers.CacheControl}");
    }

    /// <summary>What comes before any function: limits, keys, tokens.</summary>
    private async Task AskFromOutside()
    {
        await using var guarded = await TestStack.Start(null, ("LocalHostKeys", "enforce"));
        foreach (var operation in api.Operations)
        {
            await Call(stack.Nobody(), operation.Verb, $"{operation.Sample}?{new string('a', 3000)}", Body(operation));
            await Call(stack.Nobody(), operation.Verb, operation.Sample, Body(operation), ("X-Large", new string('a', 17_000)));
            await Call(guarded.Nobody(), operation.Verb, operation.Sample, Body(operation));
        }

        foreach (var probe in new[] { "/api/health/live", "/api/health/ready" })
        {
            await Call(stack.Nobody(), "GET", probe);
            await Call(stack.Nobody(), "HEAD", probe);
        }
    }

    private async Task ReadTheDescription()
    {
        foreach (var path in new[] { "/api/openapi.json", "/api/docs", "/api/ops" })
        {
            var got = await Call(stack.Nobody(), "GET", path);
            await Call(stack.Nobody(), "HEAD", path);
            await Call(stack.Nobody(), "GET", path, null, ("If-None-Match", got.ETag!));
            await Call(stack.Nobody(), "HEAD", path, null, ("If-None-Match", got.ETag!));
        }
    }

    private async Task BeSomebody()
    {
        var mara = stack.SignUp();
        foreach (var verb in new[] { "GET", "HEAD" })
        {
            var got = await Call(stack.As(mara), verb, "/api/me");
            await Call(stack.As(mara), verb, "/api/me", null, ("If-None-Match", got.ETag!));
        }

        await Call(stack.As(mara, Impersonated), "DELETE", "/api/me");
        await Call(stack.As(mara), "DELETE", "/api/me", null, ("If-Match", "\"other\""));
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id });
        await Call(stack.Holding(token), "DELETE", "/api/me");
        await Call(stack.Holding(token), "GET", "/api/me");

        var jonas = stack.SignUp("Jonas");
        stack.Emulators.Clerk.Directory.BanUser(jonas.Id);
        await Call(stack.As(jonas), "GET", "/api/me");
    }

    private async Task LookAfterUsers()
    {
        var (ada, ivo) = (stack.SignUp("Ada"), stack.SignUp("Ivo"));
        var (id, gone) = ((await Call(stack.As(ada), "GET", "/api/me"))["id"]!, (await Call(stack.As(ivo), "GET", "/api/me"))["id"]!);
        await Call(stack.As(ivo), "DELETE", "/api/me");
        foreach (var verb in new[] { "GET", "HEAD" })
        {
            var got = await Call(admin, verb, $"/api/users/{id}");
            await Call(admin, verb, $"/api/users/{id}", null, ("If-None-Match", got.ETag!));
            await Call(admin, verb, $"/api/users/{NobodysId}");
            await Call(stack.Nobody(), verb, $"/api/ops/users/{id}/history");
            await Call(stack.Nobody(), verb, $"/api/ops/users/{NobodysId}/history");
            await Call(admin, verb, "/api/users?limit=1");
            await Call(admin, verb, "/api/users?limit=no");
            await Call(stack.As(ada), verb, "/api/users");
        }

        foreach (var (whom, what) in new[] { (gone, "{}"), (id, "{}"), (NobodysId, "{}"), (gone, """{"addresses":["?"]}""") })
        {
            await Call(stack.Nobody(), "POST", $"/api/ops/users/{whom}/erase", what);
        }

        await Call(admin, "GET", "/api/users");
        await Call(admin, "GET", $"/api/users/{gone}");

        var (role, admins) = ($"/api/users/{id}/role", """{"role":"admin"}""");
        var myself = (await Call(admin, "GET", "/api/me"))["id"];
        await Call(admin, "PUT", $"/api/users/{myself}/role", """{"role":"member"}""");
        await Call(admin, "DELETE", "/api/me");
        await Call(admin, "PUT", role, admins, ("If-Match", "\"other\""));
        await Call(admin, "PUT", role, "");
        await Call(admin, "PUT", role, "[]");
        await Call(admin, "PUT", role, """{"role":"admin","rolle":""}""");
        await Call(admin, "PUT", role, new string(' ', 20_000));
        await Call(admin, "PUT", role, admins, ("Content-Type", "text/plain"));
        await Call(admin, "PUT", $"/api/users/{NobodysId}/role", admins);
        await Call(admin, "PUT", $"/api/users/{gone}/role", admins);
        await Call(stack.As(ada), "PUT", role, admins);
        await Call(admin, "PUT", role, admins);
        await Call(stack.As(root, Impersonated), "PUT", role, admins);
    }

    private async Task WorkInAnOrganization()
    {
        var (mara, directory) = (stack.SignUp("Member"), stack.Emulators.Clerk.Directory);
        var northwind = directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = root.Id });
        directory.AddMember(northwind.Id, mara.Id);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        var (boss, member) = (stack.As(root, northwind), stack.As(mara, northwind));
        await Call(member, "GET", "/api/me");
        var id = (await Call(boss, "GET", "/api/organizations")).Body.GetProperty("items")[0].GetProperty("id").GetString();
        var project = $"/api/projects/{(await Call(boss, "POST", "/api/projects", """{"name":"First"}"""))["id"]}";
        await Call(boss, "POST", "/api/projects", """{"name":"Second"}""");
        await Call(boss, "POST", "/api/projects", """{"name":""}""");
        foreach (var verb in new[] { "GET", "HEAD" })
        {
            await Call(boss, verb, "/api/organizations");
            await Call(boss, verb, $"/api/organizations/{id}");
            await Call(boss, verb, "/api/organizations/org_00000000000000000000000000");
            await Call(boss, verb, $"/api/organizations/{id}/members?limit=1");
            await Call(boss, verb, $"/api/organizations/{id}/members?limit=no");
            await Call(boss, verb, "/api/organizations/nonsense/members");
            await Call(boss, verb, "/api/projects?limit=1");
            await Call(boss, verb, "/api/projects?cursor=no");
            var got = await Call(boss, verb, project);
            await Call(boss, verb, project, null, ("If-None-Match", got.ETag!));
            await Call(boss, verb, "/api/projects/prj_00000000000000000000000000");
        }

        var etag = (await Call(member, "GET", project)).ETag!;
        await Call(member, "PUT", $"{project}/name", """{"name":"Other"}""");
        await Call(member, "PUT", $"{project}/name", """{"name":"Other"}""", ("If-Match", "\"other\""));
        await Call(member, "PUT", $"{project}/name", """{"name":""}""", ("If-Match", etag));
        await Call(member, "PUT", $"{project}/name", """{"name":"Other"}""", ("If-Match", etag));
        await Call(member, "PUT", "/api/projects/prj_00000000000000000000000000/name", """{"name":"Other"}""", ("If-Match", etag));
        await Call(member, "DELETE", project);
        await Call(boss, "DELETE", project, null, ("If-Match", etag));
        await Call(boss, "DELETE", project);
        await Call(boss, "DELETE", project);

        var old = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        directory.RemoveMember(northwind.Id, mara.Id);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        await Call(stack.Holding(old), "GET", "/api/projects");
    }

    private async Task InvitePeople()
    {
        var (guest, directory) = (stack.SignUp("Guest"), stack.Emulators.Clerk.Directory);
        var northwind = directory.CreateOrganization(new NewOrganization { Name = "Inviting", CreatedBy = root.Id });
        var full = directory.CreateOrganization(new NewOrganization { Name = "Full", CreatedBy = root.Id, MaxAllowedMemberships = 1 });
        directory.AddMember(northwind.Id, guest.Id);
        await stack.Settled();
        stack.SignUp("Known");
        var (boss, member) = (stack.As(root, northwind), stack.As(guest, northwind));

        await InvitePeople(boss, "/api/invitations");
        await InvitePeople(stack.Nobody(), "/api/ops/invitations");
        await Call(boss, "POST", "/api/invitations", """{"email":"new@invited.example","role":"boss"}""");
        await Call(stack.As(root, full), "POST", "/api/invitations", Wish("new"));
        var unproven = directory.CreateUser(new NewUser { EmailAddress = "unproven@invited.example", Verification = EmailVerification.Unverified });
        directory.AddMember(northwind.Id, unproven.Id);
        await Call(boss, "POST", "/api/invitations", Wish("unproven"));
        var impersonator = stack.As(root, token => Impersonated(token) with { OrganizationId = northwind.Id });
        await Call(impersonator, "POST", "/api/invitations", Wish("new"));
        await Call(impersonator, "DELETE", "/api/invitations/ivt_00000000000000000000000000");
        foreach (var verb in new[] { "GET", "HEAD", "POST" })
        {
            await Call(member, verb, "/api/invitations", verb == "POST" ? Wish("new") : null);
            await Call(admin, verb, "/api/invitations", verb == "POST" ? Wish("new") : null);
        }
    }

    /// <param name="path">Of the invitations of a scope.</param>
    private async Task InvitePeople(ApiClient boss, string path)
    {
        await Call(boss, "POST", path, "");
        await Call(boss, "POST", path, "[]");
        await Call(boss, "POST", path, """{"email":"new@invited.example","mail":""}""");
        await Call(boss, "POST", path, """{"email":"nobody"}""");
        await Call(boss, "POST", path, """{"email":"new@invited.example","redirectUrl":"https://evil.example/"}""");
        await Call(boss, "POST", path, """{"email":"new@invited.example","expiresInDays":0}""");
        await Call(boss, "POST", path, new string(' ', 20_000));
        await Call(boss, "POST", path, Wish("new"), ("Content-Type", "text/plain"));
        var first = InvitationId.Parse((await Call(boss, "POST", path, Wish("first")))["id"]!);
        await Call(admin, "PUT", $"/api/users/{(await stack.Invitation(first))!.User}/role", """{"role":"admin"}""");
        var second = InvitationId.Parse((await Call(boss, "POST", path, Wish($"second-{path.Split('/')[2]}")))["id"]!);
        await Call(boss, "POST", path, Wish("first"));
        await Call(boss, "POST", path, """{"email":"known@people.example"}""");
        foreach (var verb in new[] { "GET", "HEAD" })
        {
            await Call(boss, verb, $"{path}?limit=1");
            await Call(boss, verb, $"{path}?limit=no");
            var got = await Call(boss, verb, $"{path}/{first}");
            await Call(boss, verb, $"{path}/{first}", null, ("If-None-Match", got.ETag!));
            await Call(boss, verb, $"{path}/ivt_00000000000000000000000000");
        }

        await Accept(second);
        await Call(boss, "DELETE", $"{path}/{second}");
        await Call(boss, "GET", $"{path}/{second}");

        // At an address that was not free when its invitation had ended, at one that everybody invites, and while somebody is at it.
        var ended = (await stack.Invitation(second))!;
        await Expect("left", ended.Open);
        await Call(boss, "POST", path, Wish("left"));
        await Expect("popular", [.. Enumerable.Range(0, InviteeRules.MostOpen).Select(number => new OpenInvitation($"{path}{number}", ended.Id.Value))]);
        await Call(boss, "POST", path, Wish("popular"));
        await SetBusy(first, DateTimeOffset.MaxValue);
        await Call(boss, "DELETE", $"{path}/{first}");
        await SetBusy(first, null);

        foreach (var status in new[] { 400, 503 })
        {
            BreakNextInvitation(status);
            await Call(boss, "DELETE", $"{path}/{first}");
            BreakNextInvitation(status);
            await Call(boss, "POST", path, Wish($"refused{status}"));
        }

        await Call(boss, "DELETE", $"{path}/{first}");
        await Call(boss, "DELETE", $"{path}/{first}");
        await Call(boss, "DELETE", $"{path}/ivt_00000000000000000000000000");
        await Call(boss, "GET", path);
    }

    private async Task Accept(InvitationId id)
    {
        var directory = stack.Emulators.Clerk.Directory;
        var invitation = (await stack.Invitation(id))!;
        _ = invitation.OrganizationSubject is null
            ? directory.AcceptInvitation(invitation.ClerkId!).Id
            : directory.AcceptOrganizationInvitation(invitation.ClerkId!).UserId;
        await stack.Settled();
    }

    private async Task Expect(string name, params OpenInvitation[] open)
    {
        var address = AddressKey.Of($"{name}@invited.example");
        var services = stack.App.Services;
        await services.GetRequiredService<InviteeStore>().TryApply(
            new InviteeDecision.Create(
                new InviteeDocument { Id = address.Value, User = UserId.New(services.GetRequiredService<IdGenerator>()), Open = open }),
            decidedUpon: null,
            TestContext.Current.CancellationToken);
    }

    private async Task SetBusy(InvitationId id, DateTimeOffset? until)
    {
        var store = stack.App.Services.GetRequiredService<InvitationStore>();
        var held = await store.Find((await stack.Invitation(id))!.Scope, id, TestContext.Current.CancellationToken);
        Assert.True(await store.TryReplace(held!.Value with { BusyUntil = until }, held.ETag, TestContext.Current.CancellationToken));
    }

    private void BreakNextInvitation(int status) => stack.Emulators.Clerk.Faults.Add(
        new ClerkFault(new ClerkFaultAction.Answer(status)) { Method = "POST", PathContains = "/invitations", Times = 1 });

    private static string Wish(string name) => $$"""{"email":"{{name}}@invited.example"}""";

    /// <summary>Each of their own refusals is provoked from each of them that describes it; HEAD answers without a body.</summary>
    private IEnumerable<string> RefusalsOfInvitations()
    {
        var own = typeof(InvitationProblems).GetFields().Where(field => field.FieldType == typeof(Problem))
            .Select(field => ((Problem)field.GetValue(null)!).Code)
            .Append(HttpProblems.ClerkRefused.Code)
            .Append(AccessProblems.Impersonated.Code);
        return api.Operations
            .Where(operation => operation.Path.Contains("/invitations", StringComparison.Ordinal) && operation.Verb != "HEAD")
            .SelectMany(operation => operation.Codes.Intersect(own), (operation, code) => $"{operation.Id} {code}");
    }

    private async Task LookAtRuns()
    {
        await Call(stack.Nobody(), "POST", "/api/ops/reconcile");
        await stack.RunEnds();
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.ServiceUnavailable;
        var run = (await Call(stack.Nobody(), "POST", "/api/ops/reconcile"))["run"];
        await Call(stack.Nobody(), "POST", "/api/ops/reconcile");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.None;
        await stack.RunEnds();

        foreach (var verb in new[] { "GET", "HEAD" })
        {
            await Call(stack.Nobody(), verb, "/api/ops/status");
            await Call(stack.Nobody(), verb, "/api/ops/reconcile");
            await Call(stack.Nobody(), verb, "/api/ops/reconcile?before=yesterday");
            await Call(stack.Nobody(), verb, $"/api/ops/reconcile/{run}");
            await Call(stack.Nobody(), verb, $"/api/ops/reconcile/{run}?after=");
            await Call(stack.Nobody(), verb, "/api/ops/reconcile/somewhere");
            await Call(stack.Nobody(), verb, "/api/health/ready");
        }
    }

    private async Task LookAtDeadLetters()
    {
        const string path = "/api/ops/dead-letters";
        await Deliver(Payloads.Text("user.deleted.no-id"));
        await stack.Quiet();
        foreach (var body in new[]
        {
            """{"because":"tried"}""", """{"because":"tried","queue":"orders"}""", """{"because":"tried","type":""}""",
            """{"because":"tried","messages":[]}""", """{"because":"tried","olderThanMinutes":0}""", """{"because":"tried","all":true,"preview":true}""",
        })
        {
            await Call(stack.Nobody(), "POST", $"{path}/discard", body);
            await Call(stack.Nobody(), "POST", $"{path}/redrive", body.Replace("\"because\":\"tried\",", "").Replace("\"because\":\"tried\"", ""));
        }

        await Call(stack.Nobody(), "POST", $"{path}/discard", """{"because":"no"}""");
        await Call(stack.Nobody(), "POST", $"{path}/redrive", """{"queue":"invitations"}""");
        var run = (await Call(stack.Nobody(), "POST", $"{path}/discard", """{"because":"tried","queue":"invitations"}"""))["run"];
        foreach (var verb in new[] { "GET", "HEAD" })
        {
            await Call(stack.Nobody(), verb, path);
            await Call(stack.Nobody(), verb, $"{path}?queue=orders");
            await Call(stack.Nobody(), verb, $"{path}?cursor=orders.1");
            await Call(stack.Nobody(), verb, $"{path}/runs");
            await Call(stack.Nobody(), verb, $"{path}/runs?before=yesterday");
            await Call(stack.Nobody(), verb, $"{path}/runs/{run}");
            await Call(stack.Nobody(), verb, $"{path}/runs/somewhere");
        }
    }

    private async Task DeliverEvents()
    {
        await Deliver(Payloads.Text("user.created"));
        await Deliver(Payloads.Text("session.created"));
        await Deliver("not json");
        await Call(stack.Nobody(), "POST", "/api/webhooks/clerk", "");
        await Call(stack.Nobody(), "POST", "/api/webhooks/clerk", "{}");
        await Call(stack.Nobody(), "POST", "/api/webhooks/clerk", new string(' ', 1_000_000));
        await stack.Quiet();
    }

    private async Task BreakTheStore()
    {
        stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(400)) { PathContains = "/colls/users/docs", Times = 1 });
        await Call(admin, "GET", "/api/me");

        stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(503)) { PathContains = "/colls/users/docs" });
        await Call(admin, "GET", "/api/me");
        stack.Emulators.Cosmos.Faults.Clear();
    }

    private async Task BreakClerk()
    {
        var mara = stack.SignUp("Second");
        var id = (await Call(stack.As(mara), "GET", "/api/me"))["id"];
        await Call(admin, "PUT", $"/api/users/{id}/role", """{"role":"admin"}""");
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(400)) { Method = "PATCH", Times = 1 });

        await Call(admin, "PUT", $"/api/users/{id}/role", """{"role":"member"}""");
        await Call(admin, "PUT", $"/api/users/{id}/role", """{"role":"member"}""");
    }

    private async Task BreakTheBroker()
    {
        await stack.Emulators.ServiceBus.DisposeAsync();
        await Deliver(Payloads.Text("user.created"));
    }

    private async Task Deliver(string json)
    {
        using var response = await stack.Post(json);
        api.Check("POST", "/api/webhooks/clerk", await ApiAnswer.Read(response, TestContext.Current.CancellationToken));
    }

    private static SessionTokenRequest Impersonated(SessionTokenRequest token) =>
        token with { Claims = new() { ["act"] = new JsonObject { ["sub"] = "user_support" } } };

    private async Task<ApiAnswer> Call(
        ApiClient client, string verb, string path, string? body = null, params (string Name, string Value)[] headers) =>
        api.Check(verb, path, await client.Send(new HttpMethod(verb), path, body, headers));

    private static string? Body(DescribedOperation operation) => operation.Json["requestBody"] is null ? null : "{}";
}
