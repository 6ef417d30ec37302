using System.Text;
using Serverless.Cli;
using Serverless.Cli.Verify;
using Serverless.Tests.Support;
using Serverless.Webhooks;
using Svix;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class VerifyTests : IDisposable
{
    private const string Body = """
        {
          "type": "user.created",
          "data": { "id": "user_1", "first_name": "Zoë" }
        }

        """;

    private static readonly DateTimeOffset SignedAt = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>What was done to a request after it was signed, and a part of what is said of it.</summary>
    public static TheoryData<string, string> Mishaps() => new()
    {
        { "crlf", "line breaks were converted to those of Windows" },
        { "bom", "a byte order mark was put in front" },
        { "trailing", "white space or a line break was added at its end" },
        { "trimmed", "the line break at its end was lost" },
        { "byte", "No signature matches" },
        { "secret", "another secret than the one known here" },
        { "letters", "what is behind whsec_ is base64" },
        { "latin1", "not UTF-8" },
        { "no-id", "Missing: svix-id" },
        { "no-headers", "There are no headers" },
        { "no-version", "no entry that begins with v1" },
        { "long-id", "The id has 200 characters" },
        { "not-a-time", "not a time in seconds" },
        { "milliseconds", "It looks like milliseconds" },
        { "late", "is 7 min 0 s before" },
        { "early", "is 1 h 0 min after" },
    };

    [Theory]
    [MemberData(nameof(Mishaps))]
    public void What_went_wrong_is_told(string mishap, string words)
    {
        var (verdict, reasons) = Judge(mishap);

        Assert.False(verdict);
        Assert.Contains(words, string.Join(' ', reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("rotated")]
    [InlineData("standard-names")]
    [InlineData("four-minutes")]
    public void What_the_app_would_believe_has_no_reason(string mishap)
    {
        var (verdict, reasons) = Judge(mishap);

        Assert.True(verdict);
        Assert.Empty(reasons);
    }

    [Fact]
    public void A_body_that_was_written_anew_is_recognised()
    {
        const string compact = """{"type":"user.created","data":{"id":"user_1"}}""";
        var request = new CapturedRequest(Signed(compact), Encoding.UTF8.GetBytes("{ \"type\": \"user.created\", \"data\": { \"id\": \"user_1\" } }"));

        Assert.Contains("read as JSON and written anew", Assert.Single(Diagnosis(request).Reasons()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_whole_request_in_a_file_is_read_to_the_length_it_tells(string lineBreak)
    {
        var headers = Signed(Body).Append(new("Content-Length", $"{Encoding.UTF8.GetByteCount(Body)}"))
            .Select(header => $"{header.Key}: {header.Value}");
        var file = folder.Write("request.http", string.Join(lineBreak, ["POST /api/webhooks/clerk HTTP/1.1", .. headers, "", Body + "\n\n"]));

        var run = await Verify(file, "--at", "2026-01-01T12:01:00Z");

        Assert.Equal(ExitCode.AllWell, run.Code);
        Assert.Equal(202, run.Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Body_and_headers_may_be_two_files()
    {
        var body = folder.Write("body.json", Body);
        var lines = Signed(Body).Select(header => $"> {header.Key.ToUpperInvariant()}: {header.Value}");
        var headers = folder.Write("headers.txt", string.Join("\r\n", lines.Prepend("HTTP/1.1 200 OK")));

        var run = await Verify(body, "--headers", headers, "--at", "2026-01-01T12:01:00Z");

        Assert.Equal(ExitCode.AllWell, run.Code);
    }

    [Fact]
    public async Task An_old_capture_is_wrong_by_its_time_alone()
    {
        var run = await Verify(
            folder.Write("body.json", Body), [.. Signed(Body).SelectMany(header => new[] { "--header", $"{header.Key}: {header.Value}" })]);

        Assert.Equal(ExitCode.FoundWrong, run.Code);
        Assert.Contains("outside of the tolerance", Assert.Single(run.Json.GetProperty("reasons").EnumerateArray()).GetString()!, StringComparison.Ordinal);
        Assert.Equal(401, run.Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task What_trigger_prints_is_what_verify_believes()
    {
        var printed = await ToolRun.Of("trigger", "organization.created", "--secret", ASettings.Secret, "--dry-run");

        var run = await Verify(folder.Write("request.http", printed.Output));

        Assert.Equal(ExitCode.AllWell, run.Code);
    }

    private static Task<ToolRun> Verify(string file, params string[] arguments) =>
        ToolRun.Of(["verify", file, "--secret", ASettings.Secret, "--json", .. arguments]);

    private static (bool Verdict, IReadOnlyList<string> Reasons) Judge(string mishap)
    {
        var diagnosis = Diagnosis(After(mishap));
        return (diagnosis.Verdict(new SignatureVerifier(ASettings.Webhooks()), DateTimeOffset.UtcNow), [.. diagnosis.Reasons()]);
    }

    private static SignatureDiagnosis Diagnosis(CapturedRequest request) => new(request, [ASettings.Secret], SignedAt.AddMinutes(1));

    private static CapturedRequest After(string mishap)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        return mishap switch
        {
            "nothing" => new(Signed(Body), body),
            "crlf" => new(Signed(Body), Encoding.UTF8.GetBytes(Body.ReplaceLineEndings("\r\n"))),
            "bom" => new(Signed(Body), [0xEF, 0xBB, 0xBF, .. body]),
            "trailing" => new(Signed(Body.TrimEnd()), body),
            "trimmed" => new(Signed(Body), Encoding.UTF8.GetBytes(Body.TrimEnd())),
            "byte" => new(Signed(Body), [.. body[..20], (byte)'X', .. body[21..]]),
            "secret" => new(Signed(Body, secret: ASettings.OtherSecret), body),
            "letters" => new(Signed(Body, secret: Convert.ToBase64String(Encoding.UTF8.GetBytes(ASettings.Secret))), body),
            "latin1" => new(Signed(Body), Encoding.Latin1.GetBytes(Body)),
            "no-id" => new(Signed(Body).Where(header => header.Key != "svix-id").ToDictionary(), body),
            "no-headers" => new(new Dictionary<string, string>(), body),
            "no-version" => new(Changed("svix-signature", "v2,abc"), body),
            "long-id" => new(Signed(Body, id: new string('m', 200)), body),
            "not-a-time" => new(Changed("svix-timestamp", "noon"), body),
            "milliseconds" => new(Changed("svix-timestamp", $"{SignedAt.ToUnixTimeMilliseconds()}"), body),
            "late" => new(Signed(Body, at: SignedAt.AddMinutes(-6)), body),
            "early" => new(Signed(Body, at: SignedAt.AddMinutes(61)), body),
            "four-minutes" => new(Signed(Body, at: SignedAt.AddMinutes(-3)), body),
            "rotated" => new(Changed("svix-signature", $"v1,other {Signed(Body)["svix-signature"]}"), body),
            "standard-names" => new(
                Signed(Body).ToDictionary(header => header.Key.Replace("svix-", "webhook-", StringComparison.Ordinal), header => header.Value), body),
            _ => throw new ArgumentOutOfRangeException(nameof(mishap), mishap, "unknown"),
        };
    }

    private static Dictionary<string, string> Changed(string name, string value) => new(Signed(Body)) { [name] = value };

    private static Dictionary<string, string> Signed(string body, string secret = ASettings.Secret, string id = "msg_1", DateTimeOffset? at = null) => new()
    {
        ["svix-id"] = id,
        ["svix-timestamp"] = $"{(at ?? SignedAt).ToUnixTimeSeconds()}",
        ["svix-signature"] = new Webhook(secret).Sign(id, at ?? SignedAt, body),
    };
}
