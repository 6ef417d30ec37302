using Microsoft.Azure.Functions.Worker;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Platform.Http;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Access;

/// <summary>Who may call what. A new function has to be written down here, too.</summary>
public sealed class AudienceTests
{
    private static readonly Dictionary<string, string> Table = new()
    {
        ["GET,HEAD health/live"] = "anybody",
        ["GET,HEAD health/ready"] = "anybody",
        ["GET,HEAD openapi.json"] = "anybody",
        ["GET,HEAD docs"] = "anybody",
        ["POST webhooks/clerk"] = "anybody",
        ["OPTIONS {*path}"] = "anybody",
        ["GET,HEAD me"] = "signed in",
        ["DELETE me"] = "signed in",
        ["GET,HEAD users/{id}"] = "signed in",
        ["GET,HEAD users"] = "admin",
        ["GET,HEAD organizations"] = "signed in",
        ["GET,HEAD organizations/{id}"] = "signed in",
        ["GET,HEAD organizations/{id}/members"] = "signed in",
        ["GET,HEAD projects"] = "tenant",
        ["POST projects"] = "tenant",
        ["GET,HEAD projects/{id}"] = "tenant",
        ["PUT projects/{id}/name"] = "tenant",
        ["DELETE projects/{id}"] = "tenant",
        ["PUT users/{id}/role"] = "admin",
        ["GET,HEAD invitations"] = "organization admin",
        ["POST invitations"] = "organization admin",
        ["GET,HEAD invitations/{id}"] = "organization admin",
        ["DELETE invitations/{id}"] = "organization admin",
        ["GET,HEAD ops/invitations"] = "operator",
        ["POST ops/invitations"] = "operator",
        ["GET,HEAD ops/invitations/{id}"] = "operator",
        ["DELETE ops/invitations/{id}"] = "operator",
        ["GET,HEAD ops"] = "anybody",
        ["GET,HEAD ops/status"] = "operator",
        ["GET,HEAD ops/reconcile"] = "operator",
        ["GET,HEAD ops/reconcile/{run}"] = "operator",
        ["POST ops/reconcile"] = "operator",
        ["GET,HEAD ops/users/{id}/history"] = "operator",
        ["POST ops/users/{id}/erase"] = "operator",
        ["GET,HEAD ops/dead-letters"] = "operator",
        ["POST ops/dead-letters/redrive"] = "operator",
        ["POST ops/dead-letters/discard"] = "operator",
        ["GET,HEAD ops/dead-letters/runs"] = "operator",
        ["GET,HEAD ops/dead-letters/runs/{run}"] = "operator",
    };

    [Fact]
    public void Every_function_has_the_audience_that_is_written_here() => Assert.Equal(
        Table.Select(row => $"{row.Key}: {row.Value}").Order(StringComparer.Ordinal),
        new HttpFunctions().All
            .Select(function => $"{string.Join(',', function.Verbs)} {function.Route}: {AccessMiddleware.AudienceOf(function)?.Who ?? "nobody"}")
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(nameof(Functions.Unstated))]
    [InlineData(nameof(Functions.OperatorWithoutKey))]
    [InlineData(nameof(Functions.SignedInWithKey))]
    [InlineData(nameof(Functions.PublicWithTheDefaultKey))]
    public void Function_without_a_fitting_audience_is_closed(string method) => Assert.Null(Audience(method));

    [Theory]
    [InlineData(nameof(Functions.Open), typeof(PublicAttribute))]
    [InlineData(nameof(Functions.OperatorByDefault), typeof(OperatorAttribute))]
    public void Function_with_a_fitting_audience_has_it(string method, Type audience) => Assert.IsType(audience, Audience(method));

    [Fact]
    public void Role_is_that_of_the_token()
    {
        Assert.Null(AudienceRules.Refusal(new InRoleAttribute(Roles.Admin), ASession("admin")));
        Assert.Equal("role-missing", AudienceRules.Refusal(new InRoleAttribute(Roles.Admin), ASession("Admin"))!.Code);
        Assert.Equal("role-missing", AudienceRules.Refusal(new InRoleAttribute(Roles.Admin), ASession(null))!.Code);
        Assert.Null(AudienceRules.Refusal(new SignedInAttribute(), ASession(null)));
    }

    private static AudienceAttribute? Audience(string method) => AccessMiddleware.AudienceOf(HttpFunction.Of(typeof(Functions).GetMethod(method)!)!);

    private static Session ASession(string? role) => new()
    {
        Subject = AUser.Subject,
        SessionId = "sess_1",
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Role = role,
    };

    /// <summary>Not found by the host, which looks into the app's assembly only.</summary>
    private static class Functions
    {
        [Function("A")]
        public static void Unstated([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] object request) => Assert.NotNull(request);

        [Operator]
        [Function("B")]
        public static void OperatorWithoutKey([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "b")] object request) => Assert.NotNull(request);

        [SignedIn]
        [Function("C")]
        public static void SignedInWithKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "c")] object request) => Assert.NotNull(request);

        [Public("")]
        [Function("D")]
        public static void PublicWithTheDefaultKey([HttpTrigger("get", Route = "d")] object request) => Assert.NotNull(request);

        [Public("")]
        [Function("E")]
        public static void Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "e")] object request) => Assert.NotNull(request);

        [Operator]
        [Function("F")]
        public static void OperatorByDefault([HttpTrigger("get", Route = "f")] object request) => Assert.NotNull(request);
    }
}
