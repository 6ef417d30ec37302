using Serverless.Tests.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace Serverless.Tests.Unit.Architecture;

public sealed class WorkflowTests
{
    private const string Good = """
        on:
          push:
        permissions:
          contents: read
        jobs:
          one:
            runs-on: ubuntu-latest
            timeout-minutes: 5
            steps:
              - uses: actions/checkout@v6
                with:
                  persist-credentials: false
              - run: echo "$GITHUB_REF"
        """;

    [Theory]
    [InlineData("ci.yml")]
    [InlineData("deploy.yml")]
    public void No_workflow_breaks_a_rule(string file) => Assert.Empty(WorkflowRules.Broken(SourceTree.Read($".github/workflows/{file}")));

    [Fact]
    public void Every_workflow_is_looked_at() => Assert.Equal(
        ["ci.yml", "deploy.yml"],
        Directory.GetFiles(Path.Combine(SourceTree.Root, ".github", "workflows")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Good_workflow_breaks_none() => Assert.Empty(WorkflowRules.Broken(Good));

    [Theory]
    [InlineData("contents: read", "contents: write", "permissions are stated")]
    [InlineData("permissions:\n  contents: read\n", "", "permissions are stated")]
    [InlineData("    timeout-minutes: 5", "    timeout-minutes: 5\n    permissions:\n      packages: write", "an id token besides")]
    [InlineData("    timeout-minutes: 5", "    timeout-minutes: 5\n    permissions:\n      id-token: write", "has an environment")]
    [InlineData("push:", "pull_request_target:", "pull_request_target")]
    [InlineData("echo \"$GITHUB_REF\"", "echo ${{ secrets.KEY }}", "no secrets")]
    [InlineData("checkout@v6", "checkout@main", "major version")]
    [InlineData("persist-credentials: false", "persist-credentials: true", "no token behind")]
    [InlineData("\"$GITHUB_REF\"", "${{ github.event.issue.title }}", "scripts get values")]
    [InlineData("timeout-minutes: 5", "name: endless", "time limit")]
    public void Bad_workflow_breaks_its_rule(string good, string bad, string rule)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        Assert.Contains(WorkflowRules.Broken(Good.Replace(good, bad, StringComparison.Ordinal)), broken => broken.Contains(rule, StringComparison.Ordinal));
    }

    [Fact]
    public void Updates_are_asked_for_wherever_packages_are_named()
    {
        var updates = ((List<object>)new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(SourceTree.Read(".github/dependabot.yml"))["updates"])
            .Cast<Dictionary<object, object>>().ToList();
        var npm = updates.Single(update => (string)update["package-ecosystem"] == "npm");
        var folders = SourceTree.Files("tests", "package.json").Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(file => $"/{Path.GetDirectoryName(file)!.Replace('\\', '/')}");

        Assert.Equal(
            ["docker-compose", "github-actions", "npm", "nuget"],
            updates.Select(update => (string)update["package-ecosystem"]).Order(StringComparer.Ordinal));
        Assert.Equal(folders.Order(StringComparer.Ordinal), ((List<object>)npm["directories"]).Cast<string>().Order(StringComparer.Ordinal));
    }
}
