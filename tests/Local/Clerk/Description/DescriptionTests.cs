using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk.Description;

/// <summary>The simulator serves nothing that Clerk does not describe, and answers as it describes.</summary>
public sealed class DescriptionTests
{
    // The values in braces are those of Instance; every route of the simulator is here.
    private static readonly Dictionary<string, (string Request, string? Body)> samples = new()
    {
        ["GET /users"] = ("GET /users?limit=100", null),
        ["POST /users"] = ("POST /users", """{"email_address":["new@x.example"],"phone_number":["+15550199"]}"""),
        ["GET /users/count"] = ("GET /users/count", null),
        ["POST /users/ban"] = ("POST /users/ban", """{"user_ids":["{user}"]}"""),
        ["POST /users/unban"] = ("POST /users/unban", """{"user_ids":["{user}"]}"""),
        ["GET /users/{user_id}"] = ("GET /users/{user}", null),
        ["PATCH /users/{user_id}"] = ("PATCH /users/{user}", """{"first_name":"Mara","create_organizations_limit":3,"bypass_client_trust":true}"""),
        ["DELETE /users/{user_id}"] = ("DELETE /users/{user}", null),
        ["PATCH /users/{user_id}/metadata"] = ("PATCH /users/{user}/metadata", "{}"),
        ["PUT /users/{user_id}/metadata"] = ("PUT /users/{user}/metadata", "{}"),
        ["POST /users/{user_id}/ban"] = ("POST /users/{user}/ban", null),
        ["POST /users/{user_id}/unban"] = ("POST /users/{user}/unban", null),
        ["POST /users/{user_id}/lock"] = ("POST /users/{user}/lock", null),
        ["POST /users/{user_id}/unlock"] = ("POST /users/{user}/unlock", null),
        ["GET /invitations"] = ("GET /invitations", null),
        ["POST /invitations"] = ("POST /invitations", """{"email_address":"new@x.example"}"""),
        ["POST /invitations/bulk"] = ("POST /invitations/bulk", """[{"email_address":"new@x.example"}]"""),
        ["POST /invitations/{invitation_id}/revoke"] = ("POST /invitations/{invitation}/revoke", null),
        ["GET /organizations"] = ("GET /organizations", null),
        ["POST /organizations"] = ("POST /organizations", """{"name":"Northwind","created_by":"{user}"}"""),
        ["GET /organizations/{organization_id}"] = ("GET /organizations/{organization}", null),
        ["PATCH /organizations/{organization_id}"] = ("PATCH /organizations/{organization}", """{"name":"N"}"""),
        ["DELETE /organizations/{organization_id}"] = ("DELETE /organizations/{organization}", null),
        ["PATCH /organizations/{organization_id}/metadata"] = ("PATCH /organizations/{organization}/metadata", "{}"),
        ["PUT /organizations/{organization_id}/metadata"] = ("PUT /organizations/{organization}/metadata", "{}"),
        ["GET /organization_memberships"] = ("GET /organization_memberships", null),
        ["GET /users/{user_id}/organization_memberships"] = ("GET /users/{user}/organization_memberships", null),
        ["GET /organizations/{organization_id}/memberships"] = ("GET /organizations/{organization}/memberships", null),
        ["POST /organizations/{organization_id}/memberships"] =
            ("POST /organizations/{organization}/memberships", """{"user_id":"{other}","role":"org:member"}"""),
        ["PATCH /organizations/{organization_id}/memberships/{user_id}"] =
            ("PATCH /organizations/{organization}/memberships/{user}", """{"role":"org:admin"}"""),
        ["DELETE /organizations/{organization_id}/memberships/{user_id}"] = ("DELETE /organizations/{organization}/memberships/{user}", null),
        ["PATCH /organizations/{organization_id}/memberships/{user_id}/metadata"] =
            ("PATCH /organizations/{organization}/memberships/{user}/metadata", "{}"),
        ["GET /organization_invitations"] = ("GET /organization_invitations", null),
        ["GET /users/{user_id}/organization_invitations"] = ("GET /users/{user}/organization_invitations", null),
        ["GET /organizations/{organization_id}/invitations"] = ("GET /organizations/{organization}/invitations", null),
        ["POST /organizations/{organization_id}/invitations"] =
            ("POST /organizations/{organization}/invitations", """{"email_address":"new@x.example","role":"org:member","inviter_user_id":"{user}"}"""),
        ["GET /organizations/{organization_id}/invitations/{invitation_id}"] = ("GET /organizations/{organization}/invitations/{orginvitation}", null),
        ["POST /organizations/{organization_id}/invitations/{invitation_id}/revoke"] =
            ("POST /organizations/{organization}/invitations/{orginvitation}/revoke", null),
        ["GET /jwks"] = ("GET /jwks", null),
    };

    public static TheoryData<string> Operations => [.. samples.Keys];

    [Fact]
    public async Task Every_route_and_parameter_is_described_and_sampled_here()
    {
        await using var clerk = await RunningClerk.StartAsync();

        Assert.Equal(samples.Keys.Order(), clerk.Simulator.Routes.Select(route => $"{route.Method} {route.Template}").Order());
        Assert.All(clerk.Simulator.Routes, route => Assert.Subset(
            ApiDescription.Current.Operations[$"{route.Method} {route.Template}"].Parameters.ToHashSet(), route.Parameters.ToHashSet()));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Answer_has_what_its_schema_requires_and_nothing_it_forbids(string operation)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var instance = Instance(clerk.Directory);
        var (request, body) = samples[operation];

        var answer = await clerk.SendAsync(Filled(request, instance), body is null ? null : Filled(body, instance));

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        var described = ApiDescription.Current.Operations[operation];
        var values = described.List ? answer.Json.EnumerateArray().ToList() : [answer.Json];
        Assert.NotEmpty(values);
        Assert.All(values, value => ApiDescription.Current.Check(value, described.Answer, operation));
        Assert.All(values.Where(value => value.TryGetProperty("data", out _)), value => Assert.NotEqual(0, value.GetProperty("data").GetArrayLength()));
    }

    /// <summary>One of everything, with ids by what they are called in samples.</summary>
    private static Dictionary<string, string> Instance(ClerkDirectory directory)
    {
        var admin = directory.CreateUser(new() { EmailAddress = "admin@x.example" });
        var user = directory.CreateUser(new() { EmailAddress = "mara@x.example", PhoneNumbers = ["+15550100"], Username = "mara" });
        var other = directory.CreateUser(new());
        directory.AddEmailAddress(user.Id, "second@x.example", EmailVerification.Unverified);
        var organization = directory.CreateOrganization(new() { Name = "Northwind", CreatedBy = admin.Id });
        directory.AddMember(organization.Id, user.Id);
        var second = directory.CreateOrganization(new() { Name = "Other" });
        directory.InviteToOrganization(second.Id, new() { EmailAddress = "mara@x.example" });
        return new()
        {
            ["user"] = user.Id,
            ["other"] = other.Id,
            ["organization"] = organization.Id,
            ["orginvitation"] = directory.InviteToOrganization(organization.Id, new() { EmailAddress = "a@x.example", InviterId = admin.Id }).Id,
            ["invitation"] = directory.Invite(new() { EmailAddress = "b@x.example" }).Id,
        };
    }

    private static string Filled(string text, Dictionary<string, string> values) =>
        values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));
}
