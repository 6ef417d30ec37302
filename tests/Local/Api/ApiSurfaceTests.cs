using System.Reflection;
using Xunit;

namespace Serverless.Tests.Local.Api;

/// <summary>
/// What compiles against the local implementations compiles against the real packages: they have no public member,
/// signature, default or annotation of their own.
/// </summary>
public sealed class ApiSurfaceTests
{
    [Fact]
    public void Svix_has_only_what_the_package_has()
    {
        AssertOnlyRealMembers("Svix", "Svix");
    }

    [Fact]
    public void Service_Bus_has_only_what_the_package_has()
    {
        AssertOnlyRealMembers("Azure.Messaging.ServiceBus", "Azure.Messaging.ServiceBus");
    }

    [Fact]
    public void The_functions_worker_has_only_what_its_packages_have()
    {
        AssertOnlyRealMembers(
            "Microsoft.Azure.Functions.Worker",
            "Microsoft.Azure.Functions.Worker",
            "Microsoft.Azure.Functions.Worker.Core",
            "Microsoft.Azure.Functions.Worker.Extensions.Abstractions",
            "Microsoft.Azure.Functions.Worker.Extensions.Http",
            "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus",
            "Microsoft.Azure.Functions.Worker.Extensions.Timer");
    }

    private static void AssertOnlyRealMembers(string assembly, params string[] packages)
    {
        var surface = ApiSurface.Of(Assembly.Load(assembly));

        var differences = ApiListing.Of(packages).Differences(surface);

        Assert.True(
            differences is [],
            $"{assembly} is not what its real counterpart is, in {differences.Count} places:\n{string.Join("\n", differences)}");
    }
}
