using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Somebody is invited into an organization, is there as pending, signs up, and is the same person; another is not let in.</summary>
internal sealed class Invited(DemoClient client, DemoView view, DemoClaims claims)
{
    private const string Invitations = "/api/invitations";

    private static TimeSpan Patience => TimeSpan.FromSeconds(15);

    public async Task Tell(CancellationToken cancellation)
    {
        var kim = await client.SignUp(DemoPeople.Kim, "contoso", cancellation);
        var contoso = (string)(await client.AtClerk("organizations", new { name = "Contoso", createdBy = kim }, cancellation))!["id"]!;
        await view.UntilQuiet(Patience, cancellation);
        var admin = await client.Token(kim, contoso, cancellation);
        claims.Chapter($"{Environment.NewLine}[bold]{kim}[/], admin of Contoso, invites two people.");

        var (jonasAt, leaAt) = (DemoPeople.Address(DemoPeople.Jonas, "contoso"), DemoPeople.Address(DemoPeople.Lea, "contoso"));
        var (status, invitation) = await client.Call(HttpMethod.Post, Invitations, admin, cancellation, Wish(jonasAt));
        var expected = (string?)invitation?["user"];
        Claim("POST /api/invitations", status, $"mailed by Clerk; a pending person: {expected}", status == 201 && (string?)invitation!["status"] == "sent");

        (status, var again) = await client.Call(HttpMethod.Post, Invitations, admin, cancellation, Wish(DemoPeople.JonasAsTyped));
        Claim("the same address again", status, $"{again!["code"]}", status == 409);

        var jonas = (string)(await client.AtClerk("users", new { invitation = jonasAt, firstName = DemoPeople.Jonas }, cancellation))!["id"]!;
        var (seen, me) = await client.Call(HttpMethod.Get, "/api/me", await client.Token(jonas, contoso, cancellation), cancellation);
        Claim(
            "he follows the link and asks: who am I?", seen, "the same id, active, a member of Contoso",
            seen == 200 && (string?)me!["id"] == expected && (string?)me["status"] == "active" && (string?)me["organization"]!["role"] == "org:member");

        (_, invitation) = await client.Call(HttpMethod.Post, Invitations, admin, cancellation, Wish(leaAt));
        var address = $"{Invitations}/{invitation!["id"]}";
        (status, _) = await client.Call(HttpMethod.Delete, address, admin, cancellation);
        (_, invitation) = await client.Call(HttpMethod.Get, address, admin, cancellation);
        Claim($"{DemoPeople.Lea}'s invitation is taken back", status, $"{invitation!["status"]}, at Clerk too", status == 204 && (string?)invitation["status"] == "revoked");

        var lea = await client.SignUp(DemoPeople.Lea, "contoso", cancellation);
        (status, me) = await client.Call(HttpMethod.Get, "/api/me", await client.Token(lea, organization: null, cancellation), cancellation);
        Claim(
            "she signs up all the same", status, "somebody new, and a member of nothing",
            status == 200 && (string?)me!["id"] != (string?)invitation["user"] && me["organization"] is null);
    }

    private static JsonObject Wish(string email) => new() { ["email"] = email };

    private void Claim(string what, int status, string claimed, bool observed) => claims.Claim(what, $"{status}", claimed, observed, after: null);
}
