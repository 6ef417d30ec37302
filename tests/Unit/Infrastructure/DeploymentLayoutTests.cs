using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Serverless.Tests.Support;
using Serverless.Tests.Support.Bicep;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Infrastructure;

/// <summary>What azd needs to find: the code by the site's tag, one project to publish, outputs by the names its hooks read.</summary>
public sealed partial class DeploymentLayoutTests
{
    private static readonly string Azd = SourceTree.Read("azure.yaml");
    private static readonly BicepFile Main = BicepParser.Parse("infra/main.bicep", Templates.Texts["infra/main.bicep"]);

    private static readonly List<string> Outputs = [.. Main.Of(BicepKind.Output).Select(output => output.Name)];

    [Fact]
    public void Code_of_the_service_goes_to_the_one_site_with_its_tag()
    {
        var (service, project) = (Service().Match(Azd).Groups[1].Value, Project().Match(Azd).Groups[1].Value);

        var tagged = SourceTree.Files("infra/modules", "*.bicep")
            .SelectMany(file => Tag().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value));

        Assert.Equal(service, Assert.Single(tagged));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, project), "*.*proj"));
    }

    [Fact]
    public void Hooks_read_outputs_that_there_are()
    {
        var read = HookVariable().Matches(Azd).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(read);
        Assert.All(read, name => Assert.Contains(name, Outputs));
        Assert.All(Outputs, name => Assert.Matches("^[A-Z_]+$", name));
    }

    [Fact]
    public void Webhook_url_leads_to_the_door()
    {
        var route = typeof(ReceiveClerkWebhookFunction).GetMethods().SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route).OfType<string>().Single();
        var prefix = JsonElement.Parse(SourceTree.Read("host.json"))
            .GetProperty("extensions").GetProperty("http").GetProperty("routePrefix");

        Assert.EndsWith($"/{prefix}/{route}", (string)new BicepEvaluator(Main).Output("CLERK_WEBHOOK_URL")!, StringComparison.Ordinal);
    }

    /// <summary>The first two azd knows, or asks for itself.</summary>
    [Fact]
    public void Only_what_nobody_can_guess_is_asked_for()
    {
        var asked = Main.Of(BicepKind.Param).Where(param => param.Value is null).Select(param => param.Name);

        Assert.Equal(["environmentName", "location", "clerkIssuer", "clerkAuthorizedParties"], asked);
    }

    [Fact]
    public void Every_parameter_and_every_role_is_a_row_of_the_readme()
    {
        var readme = SourceTree.Read("infra/README.md");

        Assert.All(Main.Of(BicepKind.Param), param => Assert.Matches($@"(?m)^\| (`\w+`, )*`{param.Name}`(, `\w+`)* \|", readme));
        Assert.All(KnownAzure.Roles.Values, role => Assert.Matches($@"(?m)^\|.*`{role}`.*\|$", readme));
    }

    [GeneratedRegex(@"(?m)^services:\n  (\S+):$")]
    private static partial Regex Service();

    [GeneratedRegex(@"(?m)^    project: (\S+)$")]
    private static partial Regex Project();

    [GeneratedRegex("'azd-service-name': '([^']+)'")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\$(?:env:)?([A-Z][A-Z_]+)")]
    private static partial Regex HookVariable();
}
