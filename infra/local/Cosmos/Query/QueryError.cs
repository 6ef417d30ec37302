using System.Text.Json.Nodes;
using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>
/// Refusals of a query, worded as the service words them: <c>{"errors":[{"severity":"Error","location":…,"code":"SC1001",
/// "message":…}]}</c>. Codes are those of the service's own parser.
/// </summary>
internal static class QueryError
{
    public const string Syntax = "SC1001";
    public const string UnexpectedEnd = "SC1002";
    public const string InvalidToken = "SC1010";
    public const string UnresolvedIdentifier = "SC2001";
    public const string DuplicateName = "SC2022";
    public const string StarWithGroupBy = "SC2041";
    public const string StarWithSeveralSources = "SC2042";
    public const string ArgumentCount = "SC2050";
    public const string TopCount = "SC2060";
    public const string OffsetCount = "SC2062";
    public const string NestedAggregate = "SC2101";
    public const string NotGrouped = "SC2102";
    public const string MisplacedAggregate = "SC2104";
    public const string TopWithOffset = "SC2205";
    public const string OrderByNoPath = "2206";

    public static RequestRefusedException Near(Token token) => token.Kind == TokenKind.End
        ? At(UnexpectedEnd, "Syntax error, unexpected end-of-file.", token.Start, token.End)
        : At(Syntax, $"Syntax error, incorrect syntax near '{token.Text}'.", token.Start, token.End);

    /// <param name="start">Index of the first offending character in the query text.</param>
    /// <param name="end">Index behind the last one.</param>
    public static RequestRefusedException At(string code, string message, int start, int end) =>
        Of(code, message, new JsonObject { ["start"] = start, ["end"] = end });

    public static RequestRefusedException Of(string code, string message) => Of(code, message, location: null);

    private static RequestRefusedException Of(string code, string message, JsonObject? location)
    {
        var error = new JsonObject { ["severity"] = "Error" };
        if (location is not null)
        {
            error["location"] = location;
        }

        error["code"] = code;
        error["message"] = message;
        return RequestRefusedException.BadRequest(new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString(JsonNodes.Plain));
    }
}
