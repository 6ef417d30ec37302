using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Cli;
using Serverless.Cli.Trigger;
using Serverless.Tests.Support;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class TriggerTests
{
    private const string Secret = "--secret " + ASettings.Secret;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_type_that_the_app_handles_has_a_sample() =>
        Assert.Empty(EventRoutes.KnownTypes.Where(type => EventRoutes.QueueOf(type) is not null).Except(SampleEvents.Types));

    [Fact]
    public void The_doctors_event_is_of_a_type_that_nobody_handles() => Assert.False(EventRoutes.IsKnown(Serverless.Cli.Doctor.SignatureCheck.EventType));

    [Theory]
    [InlineData("data.first_name=Mara", "data.first_name", "\"Mara\"")]
    [InlineData("data.first_name=", "data.first_name", "\"\"")]
    [InlineData("data.first_name=null", "data.first_name", null)]
    [InlineData("data.banned=true", "data.banned", "true")]
    [InlineData("data.updated_at=17", "data.updated_at", "17")]
    [InlineData("data.id=\"17\"", "data.id", "\"17\"")]
    [InlineData("data.public_metadata={\"role\":\"admin\"}", "data.public_metadata.role", "\"admin\"")]
    [InlineData("data.public_metadata.role=admin", "data.public_metadata.role", "\"admin\"")]
    [InlineData("data.new.deep=1", "data.new.deep", "1")]
    [InlineData("data.email_addresses.0.email_address=a=b@people.example", "data.email_addresses.0.email_address", "\"a=b@people.example\"")]
    [InlineData("data.email_addresses.1={}", "data.email_addresses.1", "{}")]
    [InlineData("type=user.archived", "type", "\"user.archived\"")]
    public void A_value_is_put_where_its_path_says(string written, string path, string? json)
    {
        var sample = SampleEvents.Read("user.created");

        Overrides.Apply(sample, [written]);

        var at = path.Split('.').Aggregate<string, JsonNode?>(sample, (node, name) => node is JsonArray items ? items[int.Parse(name)] : node![name]);
        Assert.Equal(json, at?.ToJsonString());
    }

    [Theory]
    [InlineData("data.first_name")]
    [InlineData("=Mara")]
    [InlineData("data.first_name.deeper=1")]
    [InlineData("data.email_addresses.7=1")]
    [InlineData("data.email_addresses.first=1")]
    [InlineData("data.=1")]
    public void A_path_that_leads_nowhere_is_refused(string written) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => Overrides.Apply(SampleEvents.Read("user.created"), [written])).Code);

    [Fact]
    public void Ids_and_addresses_are_new_and_the_same_wherever_they_stand_and_the_time_is_now()
    {
        var fresh = new FreshEvent(Now, instance: null, new Random(1)).Make("user.created");
        var (old, data) = (SampleEvents.Read("user.created"), fresh["data"]!);

        Assert.NotEqual($"{old["data"]!["id"]}", $"{data["id"]}");
        Assert.Matches("^user_[0-9A-Za-z]{27}$", $"{data["id"]}");
        Assert.Equal($"{data["primary_email_address_id"]}", $"{data["email_addresses"]![0]!["id"]}");
        Assert.Matches(@"^mara\.ilves\.[a-z]{8}@northwind\.example$", $"{data["email_addresses"]![0]!["email_address"]}");
        Assert.Equal($"{old["instance_id"]}", $"{fresh["instance_id"]}");
        Assert.All(
            new[] { fresh["timestamp"], data["created_at"], data["updated_at"] }, time => Assert.Equal(Now.ToUnixTimeMilliseconds(), (long)time!));
    }

    [Fact]
    public async Task Two_events_are_about_two_people_but_one_delivery_id_repeats_one_event()
    {
        var different = await Dry($"trigger user.created --count 2 {Secret}");
        var repeated = await Dry($"trigger user.created --count 2 --id msg_1 {Secret}");

        Assert.NotEqual(Id(different[0]), Id(different[1]));
        Assert.Equal(repeated[0].GetRawText(), repeated[1].GetRawText());
        Assert.Equal("msg_1", Header(repeated[0], "svix-id"));
    }

    [Fact]
    public async Task What_is_printed_is_signed_and_of_the_time_and_instance_that_were_named()
    {
        var printed = (await Dry(
            new Surroundings { Environment = new Dictionary<string, string> { ["CLERK_INSTANCE_ID"] = "ins_ours" } },
            $"trigger user.updated --at 2026-01-01T11:00:00Z {Secret}"))[0];
        var body = printed.GetProperty("body").GetString()!;

        Assert.True(new SignatureVerifier(ASettings.Webhooks()).IsSigned(Encoding.UTF8.GetBytes(body), name => Header(printed, name)));
        Assert.Equal(new Envelope("user.updated", "ins_ours", Now.AddHours(-1).ToUnixTimeMilliseconds()), Envelope.Read(Encoding.UTF8.GetBytes(body)));
    }

    private static Task<IReadOnlyList<JsonElement>> Dry(string command) => Dry(new Surroundings(), command);

    private static async Task<IReadOnlyList<JsonElement>> Dry(Surroundings surroundings, string command) =>
        (await ToolRun.Of(surroundings, $"{command} --dry-run --json".Split(' '))).JsonLines;

    private static string Id(JsonElement printed) =>
        JsonElement.Parse(printed.GetProperty("body").GetString()!).GetProperty("data").GetProperty("id").GetString()!;

    private static string? Header(JsonElement printed, string name) =>
        printed.GetProperty("headers").TryGetProperty(name, out var value) ? value.GetString() : null;
}
