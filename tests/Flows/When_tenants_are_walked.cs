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
    private static readonly string[] Callers = ["nobody", "alone", "stranger", "former", "member", "admin", "operator"];

    /// <summary>
    /// Callers: nobody; alone: signed in without an organization; stranger: a member of another one; former: was a member, and has a
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
        ["GET ops/reconcile"] = "                  401   401      401    401    401   401      200",
        ["POST ops/reconcile"] = "                 401   401      401    401    401   401      202",
        ["GET ops/reconcile/{run}"] = "            401   401      401    401    401   401      404",
    };

    private readonly Dictionary<string, ApiClient> clients = [];
    private TestStack stack = null!;
    private string key = null!;
    private string organization = null!;
    private string project = null!;
    private string person = null!;

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
        project = (await stack.As(people["admin"], northwind).Post("/api/projects", """{"name":"Secret"}"""))["id"]!;
        organization = (await stack.As(people["admin"]).Get("/api/organizations")).Body.GetProperty("items")[0].GetProperty("id").GetString()!;
        person = (await stack.As(people["admin"]).Get("/api/me"))["id"]!;
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
                statuses.Add((await Call(caller, verb, Filled(route, organization, project, person))).Status);
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
                var known = await Measured(caller, verb, Filled(route, organization, project, person));
                var unknown = await Measured(
                    caller, verb, Filled(route, "org_00000000000000000000000000", "prj_00000000000000000000000000", "usr_00000000000000000000000000"));

                Assert.Equal($"{caller} {verb} {route}: {unknown}", $"{caller} {verb} {route}: {known}");
            }
        }
    }

    /// <summary>HEAD answers as GET does, so one of them is walked.</summary>
    private static IEnumerable<(string Verb, string Route)> Routes() => new HttpFunctions().All
        .SelectMany(function => function.Verbs.Where(verb => verb != "HEAD").Select(verb => (verb, function.Route)));

    private static string Filled(string route, string organization, string project, string person) => "/api/" + route
        .Replace("organizations/{id}", $"organizations/{organization}", StringComparison.Ordinal)
        .Replace("projects/{id}", $"projects/{project}", StringComparison.Ordinal)
        .Replace("users/{id}", $"users/{person}", StringComparison.Ordinal)
        .Replace("{run}", "run_00000000000000000000000000", StringComparison.Ordinal)
        .Replace("{*path}", "nothing", StringComparison.Ordinal);

    /// <summary>With a body that is good, and under a state that is long gone, so that nothing is changed on the way.</summary>
    private Task<ApiAnswer> Call(string caller, string verb, string path)
    {
        var body = (verb, path) switch
        {
            ("POST" or "PUT", _) when path.EndsWith("/role", StringComparison.Ordinal) => """{"role":"member"}""",
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

    [GeneratedRegex("default (\\S+)")]
    private static partial Regex FunctionKey();

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
