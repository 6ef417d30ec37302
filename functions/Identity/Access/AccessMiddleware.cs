using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Serverless.Identity.Sessions;
using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>
/// Lets through to an HTTP function only its audience, which is among the features of the call afterwards, as is the
/// <see cref="Session"/> of whoever has to be signed in.
/// </summary>
public sealed partial class AccessMiddleware(HttpFunctions functions, RecentSessions sessions, ILogger<AccessMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, AudienceAttribute?> audiences = new();

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (await context.GetHttpRequestDataAsync() is { } request && await Refusal(context, request) is { } refusal)
        {
            await refusal.End(context);
            return;
        }

        await next(context);
    }

    /// <summary>The audience of a function, or null if it has none that fits its trigger.</summary>
    public static AudienceAttribute? AudienceOf(HttpFunction function)
    {
        var stated = function.Method.GetCustomAttribute<AudienceAttribute>();
        return AudienceRules.IsStated(stated, asksForKey: function.Level >= AuthorizationLevel.Function) ? stated : null;
    }

    private async ValueTask<Problem?> Refusal(FunctionContext context, HttpRequestData request)
    {
        var audience = audiences.GetOrAdd(
            context.FunctionDefinition.EntryPoint,
            static (entryPoint, functions) => functions.Find(entryPoint) is { } function ? AudienceOf(function) : null,
            functions);
        context.Features.Set(audience);
        switch (audience)
        {
            case PublicAttribute or OperatorAttribute:
                return null;
            case SignedInAttribute signedIn:
                return await Refusal(signedIn, context, request);
            default:
                LogClosed(context.FunctionDefinition.Name);
                return AccessProblems.Closed;
        }
    }

    private async ValueTask<Problem?> Refusal(SignedInAttribute audience, FunctionContext context, HttpRequestData request)
    {
        switch (await sessions.Verify(request.Header("Authorization"), context.CancellationToken))
        {
            case SessionVerdict.Accepted { Session: var session }:
                context.Features.Set(session);
                return AudienceRules.Refusal(audience, session);
            case SessionVerdict.KeysUnavailable:
                return AccessProblems.KeysUnavailable;
            default:
                return AccessProblems.NotSignedIn;
        }
    }

    [LoggerMessage(LogLevel.Error, "'{Function}' refuses everybody: it states no audience, or one that does not fit the key its trigger asks for")]
    private partial void LogClosed(string function);
}
