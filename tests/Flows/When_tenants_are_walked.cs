using System.Text.RegularExpressions;
using Local.Clerk;
using Local.FunctionsHost;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Http;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>
/// Who may do what: every verb of every route, called by each kind of caller with ids of the tenant Northwind, against one table.
/// A route without a row fails. What a caller may not see is answered, byte for byte, as what does not exist.
/// </summary>
public sealed partial class When_tenants_are_walked : IAsyncLifetime
{
    private static readonly Ids Unknown = new(
        "org_00000000000000000000000000",
        "prj_00000000000000000000000000",
        "usr_00000000000000000000000000",
        "ivt_00000000000000000000000000",
        "ivt_00000000000000000000000000");

    private static readonly string[] Callers = ["nobody", "alone", "stranger", "former", "member", "admin", "operator"];

    /// <summary>
    /// Callers: nobody; alone: signed in without an organization; stranger: the admin of another one; former: was a member, and has a
    /// token that still says so; member; admin: of the organization and of the app; operator: holds a function key and no token.
    /// </summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        //                                      nobody alone stranger former member admin operator
        ["GET health/live"] = "                    200   200      200    200    200   200      200",
        ["GET health/ready"] = "                   200   200      200    200    200   200      200",
        ["GET openapi.json"] = "                   200   200      200    200    200   200      200",
        ["GET docs"] = "                           200   200      200    200    200   200      200",
        ["POST webhooks/clerk"] = "                401   401      401    401    401   401      401",
        ["OPTIONS {*path}"] = "                    404   404      404    404    404   404      404",
        ["GET me"] = "                             401   200      200    200    200   200      401",
        ["DELETE me"] = "                          401   412      412    412    412   412      401",
        ["GET users"] = "                          401   403      403    403    403   200      401",
        ["GET users/{id}"] = "                     401   404      404    404    200   200      401",
        ["PUT users/{id}/role"] = "                401   403      403    403    403   412      401",
        ["GET organizations"] = "                  401   200      200    200    200   200      401",
        ["GET organizations/{id}"] = "             401   404      404    404    200   200      401",
        ["GET organizations/{id}/members"] = "     401   404      404    404    200   200      401",
        ["GET projects"] = "                       401   200      200    403    200   200      401",
        ["POST projects"] = "                      401   201      201    403    201   201      401",
        ["GET projects/{id}"] = "                  401   404      404    403    200   200      401",
        ["PUT projects/{id}/name"] = "             401   404      404    403    412   412      401",
        ["DELETE projects/{id}"] = "               401   404      404    403    412   412      401",
        ["GET invitations"] = "                    401   403      200    403    403   200      401",
        ["POST invitations"] = "                   401   403      201    403    403   201      401",
        ["GET invitations/{id}"] = "               401   403      404    403    403   200      401",
        ["DELETE invitations/{id}"] = "            401   403      404    403    403   204      401",
        ["GET ops/invitations"] = "                401   401      401    401    401   401      200",
        ["POST ops/invitations"] = "               401   401      401    401    401   401      201",
        ["GET ops/invitations/{id}"] = "           401   401      401    401    401   401      200",
        ["DELETE ops/invitations/{id}"] = "        401   401      401    401    401   401      204",
        ["GET ops/reconcile"] = "                  401   401      401    401    401   401      200",
        ["POST ops/reconcile"] = "                 401   401      401    401    401   401      202",
        ["GET ops/reconcile/{run}"] = "            401   401      401    401    401   401      404",
        ["GET ops"] = "                            200   200      200    200    200   200      200",
        ["GET ops/status"] = "                     401   401      401    401    401   401      200",
        ["GET ops/users/{id}/history"] = "         401   401      401    401    401   401      200",
        ["POST ops/users/{id}/erase"] = "          401   401      401    401    401   401      415",
        ["GET ops/dead-letters"] = "               401   401      401    401    401   401      200",
        ["POST ops/dead-letters/redrive"] = "      401   401      401    401    401   401      415",
        ["POST ops/dead-letters/discard"] = "      401   401      401    401    401   401      415",
        ["GET ops/dead-letters/runs"] = "          401   401      401    401    401   401      200",
        ["GET ops/dead-letters/runs/{run}"] = "    401   401      401    401    401   401      404",
    };

    private readonly Dictionary<string, ApiClient> clients = [];
    private TestStack stack = null!;
    private string key = null!;
    private Ids northwinds = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start(null, ("LocalHostKeys", "enforce"));
        key = FunctionKey().Match(stack.App.Services.GetRequiredService<HostKeys>().ForPerson).Groups[1].Value;
        var people = new[] { "alone", "stranger", "former", "member", "admin" }
            .ToDictionary(name => name, name => stack.SignUp(name, role: name == "admin" ? "admin" : null, announce: true));
        var northwind = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = people["admin"].Id });
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = people["stranger"].Id });
        Directory.AddMember(northwind.Id, people["former"].Id);
        Directory.AddMember(northwind.Id, people["member"].Id);
        var old = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = people["former"].Id, OrganizationId = northwind.Id });
        await Settled();
        var boss = stack.As(people["admin"], northwind);
        northwinds = new Ids(
            (await boss.Get("/api/organizations")).Body.GetProperty("items")[0].GetProperty("id").GetString()!,
            (await boss.Post("/api/projects", """{"name":"Secret"}"""))["id"]!,
            (await boss.Get("/api/me"))["id"]!,
            (await boss.Post("/api/invitations", """{"email":"secret@northwind.example"}"""))["id"]!,
            (await stack.Nobody().Send(
                HttpMethod.Post, "/api/ops/invitations", """{"email":"secret@northwind.example"}""", ("x-functions-key", key)))["id"]!);
        Directory.RemoveMember(northwind.Id, people["former"].Id);
        await Settled();

        clients["nobody"] = clients["operator"] = stack.Nobody();
        clients["alone"] = stack.As(people["alone"]);
        clients["stranger"] = stack.As(people["stranger"], fabrikam);
        clients["former"] = stack.Holding(old);
        clients["member"] = stack.As(people["member"], northwind);
        clients["admin"] = stack.As(people["admin"], northwind);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Every_route_answers_every_caller_as_the_table_says()
    {
        var rows = new List<string>();
        foreach (var (verb, route) in Routes())
        {
            var statuses = new List<int>();
            foreach (var caller in Callers)
            {
                statuses.Add((await Call(caller, verb, Filled(route, northwinds))).Status);
            }

            rows.Add($"{verb} {route}: {string.Join(' ', statuses)}");
        }

        Assert.Equal(
            Table.Select(row => $"{row.Key}: {string.Join(' ', row.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))}").Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    /// <summary>Status, headers, body, and what was read in the store.</summary>
    [Fact]
    public async Task Ids_of_another_tenant_answer_exactly_as_unknown_ones()
    {
        foreach (var caller in new[] { "alone", "stranger" })
        {
            foreach (var (verb, route) in Routes().Where(each => each.Route.Contains("{id}", StringComparison.Ordinal)))
            {
                var known = await Measured(caller, verb, Filled(route, northwinds));
                var unknown = await Measured(caller, verb, Filled(route, Unknown));

                Assert.Equal($"{caller} {verb} {route}: {unknown}", $"{caller} {verb} {route}: {known}");
            }
        }
    }

    /// <summary>Neither sees nor revokes what the other made.</summary>
    [Theory]
    [InlineData("admin", "GET", "invitations")]
    [InlineData("admin", "DELETE", "invitations")]
    [InlineData("operator", "GET", "ops/invitations")]
    [InlineData("operator", "DELETE", "ops/invitations")]
    public async Task Invitations_of_an_organization_and_of_the_application_are_kept_apart(string caller, string verb, string path)
    {
        var others = caller == "operator" ? northwinds.Invitation : northwinds.ApplicationInvitation;
        var known = await Measured(caller, verb, $"/api/{path}/{others}");

        Assert.StartsWith("404 ", known, StringComparison.Ordinal);
        Assert.Equal(await Measured(caller, verb, $"/api/{path}/{Unknown.Invitation}"), known);
    }

    /// <summary>HEAD answers as GET does, so one of them is walked.</summary>
    private static IEnumerable<(string Verb, string Route)> Routes() => new HttpFunctions().All
        .SelectMany(function => function.Verbs.Where(verb => verb != "HEAD").Select(verb => (verb, function.Route)));

    private static string Filled(string route, Ids ids) => "/api/" + route
        .Replace("organizations/{id}", $"organizations/{ids.Organization}", StringComparison.Ordinal)
        .Replace("projects/{id}", $"projects/{ids.Project}", StringComparison.Ordinal)
        .Replace("users/{id}", $"users/{ids.Person}", StringComparison.Ordinal)
        .Replace("ops/invitations/{id}", $"ops/invitations/{ids.ApplicationInvitation}", StringComparison.Ordinal)
        .Replace("invitations/{id}", $"invitations/{ids.Invitation}", StringComparison.Ordinal)
        .Replace("{run}", "run_00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{*path}", "nothing", StringComparison.Ordinal);

    /// <summary>With a body that is good, and under a state that is long gone, so that little is changed on the way.</summary>
    private Task<ApiAnswer> Call(string caller, string verb, string path)
    {
        var body = (verb, path) switch
        {
            ("POST" or "PUT", _) when path.EndsWith("/role", StringComparison.Ordinal) => """{"role":"member"}""",
            ("POST", _) when path.EndsWith("/invitations", StringComparison.Ordinal) => $$"""{"email":"{{caller}}@walked.example"}""",
            ("POST" or "PUT", _) when !path.Contains("/ops/", StringComparison.Ordinal) => """{"name":"Walked"}""",
            _ => null,
        };
        (string, string)[] headers = [("If-Match", "\"gone\""), .. caller == "operator" ? new[] { ("x-functions-key", key) } : []];
        return clients[caller].Send(new HttpMethod(verb), path, body, headers);
    }

    private async Task<string> Measured(string caller, string verb, string path)
    {
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;
        var answer = await Call(caller, verb, path);
        var units = stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost;
        var headers = answer.Headers.Concat(answer.ContentHeaders)
            .Where(header => header.Key != "Date").Select(header => $"{header.Key}={string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
        return FormattableString.Invariant(
            $"{answer.Status} {TraceId().Replace(answer.Text, "")} {string.Join(' ', headers)} {units:0.00} RU");
    }

    private async Task Settled()
    {
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
    }

    private sealed record Ids(string Organization, string Project, string Person, string Invitation, string ApplicationInvitation);

    [GeneratedRegex("default (\\S+)")]
    private static partial Regex FunctionKey();

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
