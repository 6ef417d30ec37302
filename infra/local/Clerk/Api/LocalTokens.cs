using System.Text.Json.Nodes;
using Local.Clerk.Store;
using Local.Clerk.Tokens;

namespace Local.Clerk.Api;

/// <summary>
/// Session tokens as <see cref="LocalControl"/> issues them: for any user, with any role. A role the user does not have yet is
/// given to them first, at the instance itself, so that it is announced as in real life.
/// </summary>
internal sealed class LocalTokens(ClerkDirectory directory, SessionTokens tokens)
{
    private const int LongestSeconds = 3600;

    /// <exception cref="ClerkRefusedException">The message says why; a role may have been given all the same.</exception>
    public string Issue(Body body)
    {
        body.Only("user", "role", "organization", "organizationRole", "version", "authorizedParty", "lifetime", "status");
        var (role, organizationRole) = (body.Text("role"), body.Text("organizationRole"));
        var user = LocalPeople.Find(directory, body.Required("user"));
        var request = Request(user.Id, body);
        if (organizationRole is not null)
        {
            _ = LocalPeople.Join(directory, request.OrganizationId ?? throw Refusal.Missing("organization"), user.Id, organizationRole);
        }

        if (body.Has("role") && !JsonNode.DeepEquals(user.ToJson()["public_metadata"]!["role"], role))
        {
            directory.MergeMetadata(user.Id, publicly: new JsonObject { ["role"] = role });
        }

        return tokens.Issue(request);
    }

    private SessionTokenRequest Request(string user, Body body)
    {
        var request = new SessionTokenRequest { UserId = user };
        return request with
        {
            OrganizationId = body.Text("organization") is { } organization
                ? (directory.FindOrganization(organization) ?? throw Refusal.NotFound("organization", organization)).Id
                : null,
            Version = body.Number("version") ?? request.Version,
            AuthorizedParty = body.Text("authorizedParty") ?? request.AuthorizedParty,
            Lifetime = body.Number("lifetime") switch
            {
                null => request.Lifetime,
                int seconds and >= 1 and <= LongestSeconds => TimeSpan.FromSeconds(seconds),
                _ => throw Refusal.Value("lifetime", $"must be from 1 to {LongestSeconds} seconds."),
            },
            Status = body.Text("status") switch
            {
                null => request.Status,
                ("active" or "pending") and var status => status,
                _ => throw Refusal.Value("status", "must be active or pending."),
            },
        };
    }
}
