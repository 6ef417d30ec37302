using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Identity;

/// <summary>Our own id of a person. It never changes and is never given to anybody else.</summary>
[JsonConverter(typeof(InternalIdJson<UserId>))]
[Description("Our own id of a person. It never changes.")]
public sealed record UserId : InternalId<UserId>, IInternalId<UserId>
{
    private UserId(string value)
        : base(value)
    {
    }

    public static string Prefix => "usr_";

    static UserId IInternalId<UserId>.From(string value) => new(value);
}
