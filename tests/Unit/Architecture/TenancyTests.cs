using System.Text.RegularExpressions;
using Serverless.Identity.Erasure;
using Serverless.Invitations;
using Serverless.Organizations;
using Serverless.Projects;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>
/// What types promise and the compiler cannot: that documents are touched by stores only, and that the proofs stores ask for are made in
/// one place each.
/// </summary>
public sealed partial class TenancyTests
{
    /// <summary>Each is the only way to its documents.</summary>
    private static readonly string[] Stores =
    [
        "functions/Identity/History/HistoryStore.cs",
        "functions/Identity/IdentityMap.cs",
        "functions/Invitations/InvitationStore.cs",
        "functions/Operations/DeadLetters/DeadLetterRunStore.cs",
        "functions/Organizations/MembershipStore.cs",
        "functions/Organizations/OrganizationStore.cs",
        "functions/Platform/Clerk/ClerkRateBudget.cs",
        "functions/Platform/Telemetry/Vitals/VitalsStore.cs",
        "functions/Projects/ProjectStore.cs",
        "functions/Reconciliation/RunStore.cs",
        "functions/Users/AdminTurns.cs",
        "functions/Users/Pending/InviteeStore.cs",
        "functions/Users/UserStore.cs",
    ];

    [Fact]
    public void Documents_are_touched_by_stores_only() => Assert.Equal(
        Stores,
        SourceTree.Files("functions")
            .Where(file => !file.StartsWith("functions/Platform/Cosmos/", StringComparison.Ordinal))
            .Where(file => SourceTree.Read(file).Contains("Documents<", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Microsoft.Azure.Cosmos;")]
    [InlineData("GetContainer(")]
    [InlineData("CosmosClient")]
    public void Containers_are_known_to_the_platform_only(string text) => Assert.All(
        SourceTree.Files("functions").Where(file => !file.StartsWith("functions/Platform/", StringComparison.Ordinal)),
        file => Assert.DoesNotContain(text, SourceTree.Read(file), StringComparison.Ordinal));

    [Theory]
    [InlineData("new Session\n", "functions/Identity/Sessions/SessionRules.cs")]
    [InlineData("new Caller(", "functions/Users/CallerMiddleware.cs")]
    [InlineData("new Member(", "functions/Organizations/MemberDirectory.cs")]
    [InlineData("new DeletedPerson(", "functions/Operations/Erasure/ErasureFunctions.cs")]
    [InlineData("Tenant.Of(", "functions/Organizations/TenantMiddleware.cs")]
    [InlineData("Tenant.Personal(", "functions/Organizations/TenantMiddleware.cs")]
    [InlineData("InvitationScope.Of(context.Tenant())", "functions/Invitations/InvitationFunctions.cs")]
    public void Proof_is_made_in_one_place(string made, string place) => Assert.Equal(
        [place], SourceTree.Files("functions").Where(file => SourceTree.Read(file).Contains(made, StringComparison.Ordinal)));

    /// <summary>So whoever copies the example cannot forget it.</summary>
    [Fact]
    public void Every_method_of_a_tenants_store_asks_for_the_tenant_first_or_for_somebody_whose_own_it_was() => Assert.All(
        typeof(ProjectStore).GetMethods().Where(method => method.DeclaringType == typeof(ProjectStore)),
        method => Assert.Contains(method.GetParameters()[0].ParameterType, new[] { typeof(Tenant), typeof(DeletedPerson) }));

    /// <summary>What queues and timers run goes by the scope that an invitation names; who calls names none.</summary>
    [Fact]
    public void Calls_reach_invitations_through_the_scope_of_the_caller()
    {
        var asked = new[] { "InvitationAnswers", "Inviting", "Revoking" }
            .SelectMany(type => InvitationsAsked().Matches(SourceTree.Read($"functions/Invitations/{type}.cs")))
            .Select(call => (Method: call.Groups[1].Value, First: call.Groups[2].Value))
            .ToList();

        Assert.Equal(["CountOpen", "Find", "List"], asked.Select(call => call.Method).Distinct().Order(StringComparer.Ordinal));
        Assert.All(asked, call => Assert.Equal("scope", call.First));
        Assert.All(asked, call => Assert.Contains(
            typeof(InvitationStore).GetMethods().Where(method => method.Name == call.Method),
            method => method.GetParameters()[0].ParameterType == typeof(InvitationScope)));
        Assert.All(
            new[] { typeof(InvitationAnswers), typeof(Inviting), typeof(Revoking) }
                .SelectMany(type => type.GetMethods())
                .SelectMany(method => method.GetParameters())
                .Where(parameter => parameter.Name == "scope"),
            parameter => Assert.Equal(typeof(InvitationScope), parameter.ParameterType));
    }

    /// <summary>Writing is left out: it goes by the document that was read.</summary>
    [GeneratedRegex(@"\bstore\.(?!Try)(\w+)\((\w+)")]
    private static partial Regex InvitationsAsked();
}
