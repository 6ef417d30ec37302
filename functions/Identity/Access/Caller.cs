using Microsoft.Azure.Functions.Worker;
using Serverless.Identity.Sessions;

namespace Serverless.Identity.Access;

/// <summary>Who is calling: somebody with a valid session token whom we know and who is neither deleted nor banned.</summary>
public sealed record Caller(UserId Id, Session Session);

public static class CallerExtensions
{
    /// <summary>The caller of a function whose audience is signed in.</summary>
    public static Caller Caller(this FunctionContext context) => context.Features.Get<Caller>()
        ?? throw new InvalidOperationException($"'{context.FunctionDefinition.Name}' has no caller: its audience is not signed in.");
}
