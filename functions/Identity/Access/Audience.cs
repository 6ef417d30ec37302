using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>
/// Who may call an HTTP function. It is stated on the function; one that does not state it refuses everybody, as does one
/// whose statement does not fit its trigger (see <see cref="AudienceRules"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class AudienceAttribute : Attribute
{
    /// <summary>In a word or two, as the API's description says it.</summary>
    public abstract string Who { get; }

    /// <summary>How those are refused who are not of the audience.</summary>
    public virtual IEnumerable<Problem> Refusals => [];
}

/// <summary>Anybody on the internet, without a word about who they are.</summary>
/// <param name="why">Why that is safe.</param>
public sealed class PublicAttribute(string why) : AudienceAttribute
{
    public override string Who => "anybody";

    public string Why => why;
}

/// <summary>Whoever has a valid session token and is not deleted or banned.</summary>
public class SignedInAttribute : AudienceAttribute
{
    public override string Who => "signed in";

    public override IEnumerable<Problem> Refusals =>
        [AccessProblems.NotSignedIn, AccessProblems.KeysUnavailable, AccessProblems.Deleted, AccessProblems.Banned];
}

/// <summary>Whoever is signed in and has an application role, by their session token.</summary>
/// <param name="role">One of <see cref="Roles"/>.</param>
public sealed class InRoleAttribute(string role) : SignedInAttribute
{
    public override string Who => role;

    public override IEnumerable<Problem> Refusals => [.. base.Refusals, AccessProblems.RoleMissing(role)];

    public string Role => role;
}

/// <summary>
/// Whoever holds a function key, which the Functions host asks for. Session tokens live for a minute, which is no good to a
/// command line at three in the morning.
/// </summary>
public sealed class OperatorAttribute : AudienceAttribute
{
    public override string Who => "operator";
}

/// <summary>Roles of the application as a whole, told by <c>role</c> in a user's public metadata at Clerk.</summary>
public static class Roles
{
    /// <summary>May see everybody and give roles.</summary>
    public const string Admin = "admin";
}
