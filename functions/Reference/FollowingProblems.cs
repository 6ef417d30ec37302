using System.Reflection;
using Serverless.Identity.Access;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>Refusals that follow from who may call a function and from what it takes, because what reads those makes them.</summary>
internal static class FollowingProblems
{
    public static IEnumerable<Problem> Of(HttpFunction function, AudienceAttribute audience) =>
    [
        HttpProblems.QueryTooLong, HttpProblems.HeadersTooLarge, HttpProblems.Unexpected, HttpProblems.Unavailable,
        .. audience.Refusals, .. OfInput(function.Method),
    ];

    private static IEnumerable<Problem> OfInput(MethodInfo method)
    {
        if (method.IsDefined(typeof(TakesAttribute)))
        {
            yield return HttpProblems.BodyMissing;
            yield return HttpProblems.BadBody("…");
            yield return HttpProblems.UnknownField("…");
            yield return HttpProblems.BodyTooLarge;
            yield return HttpProblems.NotJson;
        }

        if (method.IsDefined(typeof(TakesQueryAttribute)))
        {
            yield return HttpProblems.BadParameter("…", "…");
        }

        if (method.IsDefined(typeof(TakesIfMatchAttribute)))
        {
            yield return HttpProblems.Changed;
        }
    }
}
