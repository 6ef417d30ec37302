using Local.Stack;
using Serverless.Cli;
using Serverless.Cli.App;
using Serverless.Cli.Settings;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed class SettingsTests : IDisposable
{
    private const string Name = "CLERK_SECRET_KEY";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"IsEncrypted":false,"Values":{"CLERK_SECRET_KEY":"sk_test_1","Cosmos__accountKey":null}}""")]
    [InlineData("""[{"name":"CLERK_SECRET_KEY","slotSetting":false,"value":"sk_test_1"},{"name":"Cosmos__accountKey","value":null}]""")]
    public void Both_forms_of_file_are_read(string json)
    {
        var settings = SettingsFile.Read(folder.Write("settings.json", json));

        Assert.Equal([KeyValuePair.Create(Name, "sk_test_1")], settings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"Values":[]}""")]
    [InlineData("""{"IsEncrypted":true,"Values":{"CLERK_SECRET_KEY":"x"}}""")]
    public void What_is_neither_is_refused(string json)
    {
        var path = folder.Write("settings.json", json);

        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => SettingsFile.Read(path)).Code);
    }

    [Theory]
    [InlineData("of the file", null, "of the file")]
    [InlineData("of the file", "of the environment", "of the file")]
    [InlineData("@Microsoft.KeyVault(SecretUri=x)", "of the environment", "of the environment")]
    [InlineData("@Microsoft.KeyVault(SecretUri=x)", null, "@Microsoft.KeyVault(SecretUri=x)")]
    public void A_file_that_was_named_says_what_the_app_has(string written, string? around, string known)
    {
        var file = folder.Write("app.json", $$"""[{"name":"{{Name}}","value":"{{written}}"}]""");

        Assert.Equal(known, Find(file, around).Configuration[Name]);
    }

    [Fact]
    public void The_environment_adds_what_a_named_file_does_not_say_and_it_is_told()
    {
        var settings = Find(folder.Write("app.json", "[]"), "of the environment");

        Assert.Equal("of the environment", settings.Configuration[Name]);
        Assert.Equal($"app.json, and the environment: {Name}", settings.Origin);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071", null, "of the repository")]
    [InlineData("http://127.0.0.1:7071", "of the environment", "of the environment")]
    [InlineData("https://app.example", null, null)]
    [InlineData("https://app.example", "of the environment", "of the environment")]
    public void The_repositorys_file_is_for_an_app_on_this_machine(string url, string? around, string? known)
    {
        folder.Write("local.settings.sample.json", $$$"""{"Values":{"{{{Name}}}":"of the repository"}}""");

        Assert.Equal(known, Find(null, around, url).Configuration[Name]);
    }

    [Fact]
    public void Sections_are_found_by_the_names_of_the_environment()
    {
        var file = folder.Write("app.json", """[{"name":"Cosmos__accountEndpoint","value":"https://account.example/"}]""");

        Assert.Equal("https://account.example/", Find(file, null).Configuration["Cosmos:accountEndpoint"]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071", "local-key")]
    [InlineData("https://app.example", null)]
    public void The_key_of_the_local_host_is_taken_for_an_app_on_this_machine_only(string url, string? key)
    {
        folder.Write(".local/host/keys.json", """{"Master":"master-key","Default":"local-key"}""");

        Assert.Equal(key, AppAddress.Of(url, null, new Surroundings { Repository = folder.Path }).Key);
    }

    [Fact]
    public void The_app_says_itself_which_containers_and_queues_it_needs_and_they_are_those_of_the_infrastructure()
    {
        var needs = AppNeeds.Of(ASettings.Configuration());

        Assert.Equal(
            LocalResources.Containers().Select(container => (container.Id, container.PartitionKeyPath)).Order(),
            needs.Containers.Select(container => (container.Name, container.Partition)).Order());
        Assert.Equal(LocalResources.Queues.Select(queue => queue.Name).Order(), needs.Queues.Order());
        Assert.Equal(Queues.All, needs.Queues);
    }

    private KnownSettings Find(string? named, string? around, string url = "http://127.0.0.1:7071")
    {
        var surroundings = new Surroundings
        {
            Environment = around is null ? new Dictionary<string, string>() : new() { [Name] = around },
            Repository = folder.Path,
        };
        return KnownSettings.Find(named is null ? null : new FileInfo(named), AppAddress.Of(url, null, surroundings), surroundings);
    }
}
