using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk.Tokens;

/// <summary>Issues session tokens as Clerk's documentation, "Session tokens", describes them.</summary>
internal sealed class SessionTokens(
    ClerkDirectory directory, OrganizationWriter writer, Ids ids, SigningKey key, string issuer, ClaimsTemplate template, TimeProvider clock)
{
    /// <summary>The class of session tokens, as against templates and machine tokens (clerk/javascript, jwtCategories.ts).</summary>
    private const string Category = "cl_B7d4PD111AAA";

    private const long ValidBefore = 10;

    /// <exception cref="ClerkRefusedException">There is no such user or organization, or the one does not belong to the other.</exception>
    /// <exception cref="ArgumentException">There are no claims of that version.</exception>
    public string Issue(SessionTokenRequest request)
    {
        if (request.Version is not (1 or 2))
        {
            throw new ArgumentException($"Session tokens have version 1 or 2, not {request.Version}.", nameof(request));
        }

        var user = directory.FindUser(request.UserId) ?? throw Refusal.NotFound("user", request.UserId);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = template.Fill(user);
        foreach (var (name, value) in request.Claims ?? [])
        {
            claims[name] = value?.DeepClone();
        }

        if (request.Version == 2)
        {
            claims["v"] = 2;
            claims["sts"] = request.Status;
            claims["pla"] = request.OrganizationId is null ? "u:free" : "o:free";
        }

        claims["iss"] = issuer;
        claims["sub"] = request.UserId;
        claims["sid"] = request.SessionId ?? ids.New("sess_");
        if (request.AuthorizedParty is { } party)
        {
            claims["azp"] = party;
        }

        claims["iat"] = now;
        claims["nbf"] = now - ValidBefore;
        claims["exp"] = now + (long)request.Lifetime.TotalSeconds;
        claims["jti"] = RandomNumberGenerator.GetHexString(20, lowercase: true);
        claims["fva"] = new JsonArray(0, -1);
        if (request.OrganizationId is { } organization)
        {
            AddOrganization(claims, organization, request);
        }

        return Sign(claims);
    }

    private void AddOrganization(JsonObject claims, string id, SessionTokenRequest request)
    {
        var organization = directory.FindOrganization(id) ?? throw Refusal.NotFound("organization", id);
        var membership = directory.FindMembership(organization.Id, request.UserId)
            ?? throw Refusal.NotFound("organization membership", request.UserId);
        var permissions = (writer.Role(membership.Role)?.Permissions ?? [])
            .Where(permission => !permission.StartsWith("org:sys_", StringComparison.Ordinal)).ToList();
        if (request.Version == 1)
        {
            claims["org_id"] = organization.Id;
            claims["org_slug"] = organization.Slug;
            claims["org_role"] = membership.Role;
            claims["org_permissions"] = new JsonArray([.. permissions.Select(permission => (JsonNode)permission)]);
            return;
        }

        var active = new JsonObject
        {
            ["id"] = organization.Id,
            ["slg"] = organization.Slug,
            ["rol"] = membership.Role.StartsWith("org:", StringComparison.Ordinal) ? membership.Role[4..] : membership.Role,
        };
        if (permissions.Count > 0)
        {
            claims["fea"] = PermissionMasks.AddTo(active, permissions);
        }

        claims["o"] = active;
    }

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["cat"] = Category, ["kid"] = key.Id, ["typ"] = "JWT" };
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(ClerkJson.Bytes(json));
}
