using Serverless.Identity.Sessions;
using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>Who is let in.</summary>
public static class AudienceRules
{
    /// <summary>Whether a function can be called at all: its audience is stated, and its trigger asks for a key just where it must.</summary>
    /// <param name="asksForKey">Whether the host lets only holders of a key through to the function.</param>
    public static bool IsStated(AudienceAttribute? audience, bool asksForKey) => audience switch
    {
        null => false,
        OperatorAttribute => asksForKey,
        _ => !asksForKey,
    };

    /// <summary>Why a session does not open a function, or null if it does.</summary>
    public static Problem? Refusal(SignedInAttribute audience, Session session) =>
        audience is InRoleAttribute { Role: var role } && session.Role != role ? AccessProblems.RoleMissing(role) : null;
}
