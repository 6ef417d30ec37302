using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>
/// Makes of a verified session a <see cref="Caller"/> whom we know. A token stays valid for a minute after its person has been deleted
/// or banned; our document is what ends it. The document is read once and left among the features of the call.
/// </summary>
public sealed class CallerMiddleware(UserLookup users) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.Features.Get<Session>() is { } session)
        {
            var stored = await users.FindOrCreate(session.Subject, context.CancellationToken);
            if (Refusal(stored?.Value) is { } refusal)
            {
                await refusal.End(context);
                return;
            }

            context.Features.Set(new Caller(stored!.Value.Id, session));
            context.Features.Set(stored);
        }

        await next(context);
    }

    private static Problem? Refusal(UserDocument? user) => user switch
    {
        null or { IsDeleted: true } => AccessProblems.Deleted,
        { Profile.Banned: true } => AccessProblems.Banned,
        _ => null,
    };
}

public static class CallerDocument
{
    /// <summary>The document of <see cref="CallerExtensions.Caller"/>, as it was when the call began.</summary>
    public static Stored<UserDocument> CallersDocument(this FunctionContext context) => context.Features.Get<Stored<UserDocument>>()
        ?? throw new InvalidOperationException($"'{context.FunctionDefinition.Name}' has no caller: its audience is not signed in.");
}
