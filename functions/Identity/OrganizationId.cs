using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Identity;

/// <summary>Our own id of an organization; not that of the identity provider, which has the same prefix and another form.</summary>
[JsonConverter(typeof(InternalIdJson<OrganizationId>))]
[Description("Our own id of an organization. It never changes.")]
public sealed record OrganizationId : InternalId<OrganizationId>, IInternalId<OrganizationId>
{
    private OrganizationId(string value)
        : base(value)
    {
    }

    public static string Prefix => "org_";

    static OrganizationId IInternalId<OrganizationId>.From(string value) => new(value);
}
