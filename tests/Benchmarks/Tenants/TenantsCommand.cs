using System.CommandLine;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Me;

namespace Serverless.Benchmarks.Tenants;

/// <summary>
/// <c>tenants</c>: what a list of a tenant's projects costs beside being told who one is, and what it adds that the tenant is an
/// organization: two point reads, of the membership and of the organization.
/// </summary>
internal static class TenantsCommand
{
    private const int Organizations = 10;

    public static Command Create()
    {
        var requests = MeasuringCommand.Number("--requests", 20_000, 1_000_000, "Requests to send of each kind.");
        var concurrency = MeasuringCommand.Concurrency();
        var users = MeasuringCommand.Number("--users", 200, 20_000, "People who send them in turn.");
        var tenants = new Command("tenants", "Starts the app and its emulators in Release, lists projects, and prints a table.")
        {
            requests, concurrency, users,
        };
        tenants.SetMeasurement((parsed, cancellation) =>
            Run(parsed.GetValue(requests), parsed.GetValue(concurrency), parsed.GetValue(users), cancellation));
        return tenants;
    }

    private static async Task Run(int requests, int concurrency, int users, CancellationToken cancellation)
    {
        await using var stack = await OurStack.Start(doorOnly: false, cancellation);
        var people = await SignedInPeople.SignUp(stack.ClerkAddress, users, cancellation);
        await LoadRun.UntilStored(stack, users, cancellation);
        var organizations = Math.Min(Organizations, users);
        var members = await people.JoinOrganizations(stack.ClerkAddress, organizations, cancellation);
        var personal = new TenantProjects(stack.ProjectsAddress, "person", people.Tokens, users);
        var shared = new TenantProjects(stack.ProjectsAddress, "organization", members, organizations);
        Console.WriteLine("Making projects …");
        await personal.Create(cancellation);
        await shared.Create(cancellation);

        Console.WriteLine("Loading …");
        var me = await MeRun.Measure(stack, people, requests, concurrency, cancellation);
        var ofPerson = await Measure(personal);
        var ofOrganization = await Measure(shared);

        Console.WriteLine($"{requests} requests of {users} people in {organizations} organizations, {concurrency} at a time, "
            + $"on {Environment.ProcessorCount} cores shared by all parts:");
        MeTable.Table.Print(
            [("GET /api/me", me), ("projects, personal", ofPerson), ("projects, organization", ofOrganization)],
            ("personal / me", ofPerson, me),
            ("organization / me", ofOrganization, me),
            ("organization / personal", ofOrganization, ofPerson));

        async Task<MeResult> Measure(TenantProjects projects)
        {
            await projects.Check(cancellation);
            return await MeRun.Load(stack, projects.ListAddress, projects.Tokens, requests, concurrency, cancellation);
        }
    }
}
