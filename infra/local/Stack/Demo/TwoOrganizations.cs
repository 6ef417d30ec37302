using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Two organizations as tenants, one person in both, who is removed from one of them.</summary>
internal sealed class TwoOrganizations(DemoClient client, DemoView view, DemoClaims claims)
{
    private const string Projects = "/api/projects";

    public async Task Tell(CancellationToken cancellation)
    {
        await client.AtClerk("faults", new { kind = "Clear" }, cancellation);
        var root = await client.SignUp(DemoPeople.Root, "northwind", cancellation);
        var ada = await client.SignUp(DemoPeople.Ada, "northwind", cancellation);
        var northwind = (string)(await client.AtClerk("organizations", new { name = "Northwind", createdBy = root }, cancellation))!["id"]!;
        var fabrikam = (string)(await client.AtClerk("organizations", new { name = "Fabrikam", createdBy = root }, cancellation))!["id"]!;
        await client.AtClerk($"organizations/{northwind}/members", new { user = ada, role = "org:member" }, cancellation);
        await client.AtClerk($"organizations/{fabrikam}/members", new { user = ada, role = "org:member" }, cancellation);
        await view.UntilQuiet(Patience, cancellation);
        claims.Chapter($"{Environment.NewLine}Webhooks arrive again. [bold]{ada}[/] is a member of two organizations, Northwind and Fabrikam.");

        var rootInNorthwind = await client.Token(root, northwind, cancellation);
        var (inNorthwind, inFabrikam) = (await client.Token(ada, northwind, cancellation), await client.Token(ada, fabrikam, cancellation));
        var (status, project) = await client.Call(HttpMethod.Post, Projects, rootInNorthwind, cancellation, new JsonObject { ["name"] = DemoPeople.ProjectName });
        Claim("Northwind's admin makes a project", status, "it is Northwind's", status == 201);

        (status, var list) = await client.Call(HttpMethod.Get, Projects, inNorthwind, cancellation);
        Claim("she looks, Northwind active", status, "she sees it", status == 200 && list!["items"]!.AsArray().Count == 1);

        (status, list) = await client.Call(HttpMethod.Get, Projects, inFabrikam, cancellation);
        Claim("she looks, Fabrikam active", status, "nothing there", status == 200 && list!["items"]!.AsArray().Count == 0);

        (status, var unseen) = await client.Call(HttpMethod.Get, $"{Projects}/{project!["id"]}", inFabrikam, cancellation);
        Claim("she asks for it there by its id", status, $"{unseen!["code"]}, as for any id", status == 404);

        await client.AtClerk($"organizations/{northwind}/members/{ada}/remove", new { }, cancellation);
        await DemoView.Until(
            async () => (await client.Call(HttpMethod.Get, Projects, inNorthwind, cancellation)).Status != 200, "the removal to arrive", Patience, cancellation);
        (status, var refused) = await client.Call(HttpMethod.Get, Projects, inNorthwind, cancellation);
        Claim("removed from Northwind, token still valid", status, $"not let in: {refused!["code"]}", status == 403);

        (status, _) = await client.Call(HttpMethod.Get, Projects, inFabrikam, cancellation);
        Claim("and Fabrikam", status, "still hers", status == 200);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(15);

    private void Claim(string what, int status, string claimed, bool observed) => claims.Claim(what, $"{status}", claimed, observed, after: null);
}
