using System.Text;
using Serverless.Cli;
using Serverless.Cli.App;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class RefusalTests
{
    private static readonly AppAddress Elsewhere = new(new Uri("https://app.example/"), "a-key");

    [Fact]
    public void A_problem_is_told_by_title_detail_code_and_trace()
    {
        var told = Of(409, """{"status":409,"code":"run-going-on","title":"A run is going on already.","detail":"run_1","traceId":"abc","more":1}""");

        Assert.Equal((ExitCode.Refused, "A run is going on already. run_1 (409 run-going-on, trace abc)"), (told.Code, told.Message));
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(401, 4)]
    [InlineData(403, 4)]
    [InlineData(404, 3)]
    [InlineData(409, 4)]
    [InlineData(413, 2)]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(302, 3)]
    public void Without_a_problem_the_status_decides(int status, int code) => Assert.Equal((ExitCode)code, Of(status, "<html>").Code);

    [Fact]
    public void Whoever_has_the_wrong_key_learns_where_keys_are_and_not_what_theirs_was()
    {
        var told = Of(401, "");

        Assert.Contains("App keys", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-key", told.Message, StringComparison.Ordinal);
    }

    private static ToolException Of(int status, string body) => Refusal.Of(
        new AppAnswer(status, body.StartsWith('{') ? "application/problem+json" : "text/html", Encoding.UTF8.GetBytes(body), Date: null), Elsewhere);
}
