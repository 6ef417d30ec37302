using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Invitations;

[JsonConverter(typeof(InternalIdJson<InvitationId>))]
[Description("Our own id of an invitation. It never changes.")]
public sealed record InvitationId : InternalId<InvitationId>, IInternalId<InvitationId>
{
    private InvitationId(string value)
        : base(value)
    {
    }

    public static string Prefix => "ivt_";

    /// <summary>Of an invitation that was made at Clerk and not through us.</summary>
    /// <param name="clerkId"><c>inv_…</c> or <c>orginv_…</c></param>
    public static InvitationId Of(string clerkId, DateTimeOffset madeAt) => new(IdGenerator.Derived(Prefix, clerkId, madeAt));

    static InvitationId IInternalId<InvitationId>.From(string value) => new(value);
}
