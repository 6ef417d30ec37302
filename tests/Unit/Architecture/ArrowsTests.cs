using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Serverless.Invitations;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>Which room may know which, and what may be done where.</summary>
public sealed partial class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Platform"] = ["Platform"],
        ["Identity"] = ["Identity", "Platform"],
        ["Users"] = ["Users", "Identity", "Platform"],
        ["Organizations"] = ["Organizations", "Users", "Identity", "Platform"],
        ["Invitations"] = ["Invitations", "Organizations", "Users", "Identity", "Platform"],
        ["Projects"] = ["Projects", "Organizations", "Identity", "Platform"],
        ["Reconciliation"] = ["Reconciliation", "Organizations", "Users", "Identity", "Platform"],
        ["Webhooks"] = ["Webhooks", "Identity", "Platform"],
        ["Reference"] = ["Reference", "Identity", "Platform"],
        ["Operations"] = ["Operations", "Reconciliation", "Users", "Identity", "Platform"],
    };

    [Fact]
    public void Rooms_know_only_the_rooms_they_may_know()
    {
        var wrong = SourceTree.Files("functions")
            .Where(file => file.Count(c => c == '/') > 1)
            .SelectMany(file => RoomsUsed().Matches(SourceTree.Read(file)).Select(match => (file, Room: match.Groups[1].Value)))
            .Where(use => !Allowed.TryGetValue(use.file.Split('/')[1], out var rooms) || !rooms.Contains(use.Room))
            .Select(use => $"{use.file} uses {use.Room}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Rules_refer_to_no_azure_http_or_logging_type()
    {
        var rules = SourceTree.Files("functions").Where(file => file.EndsWith("Rules.cs", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, file => Assert.DoesNotMatch(@"using (Azure|Microsoft)\.", SourceTree.Read(file)));
    }

    [Theory]
    [InlineData(@"DateTime(Offset)?\.(Utc)?Now")]
    [InlineData(@"Guid\.(NewGuid|CreateVersion7)")]
    [InlineData(@"Random\.Shared|new Random\(|RandomNumberGenerator")]
    [InlineData(@"Stopwatch|Environment\.TickCount")]
    [InlineData(@"CosmosException|HttpStatusCode\.(NotFound|Conflict|PreconditionFailed)")]
    public void Clock_chance_and_status_codes_of_the_store_stay_in_the_platform(string pattern) => Assert.All(
        SourceTree.Files("functions").Where(file => !file.StartsWith("functions/Platform/", StringComparison.Ordinal)),
        file => Assert.DoesNotMatch(pattern, SourceTree.Read(file)));

    [Theory]
    [InlineData(@"^\s*#(if|elif)")]
    [InlineData(@"Local\.|Emulator|emulator\.")]
    [InlineData(@"Microsoft\.AspNetCore")]
    public void The_app_does_not_know_which_stack_it_is_on(string pattern) => Assert.All(
        SourceTree.Files("functions"), file => Assert.False(Regex.IsMatch(SourceTree.Read(file), pattern, RegexOptions.Multiline), file));

    /// <summary>
    /// Else an event, or a run, could make work for the next. Two may, about invitations: what Clerk's hourly limit did not let pass is
    /// sent later, and who came without the link is made a member. That makes no work without end: an invitation is sent or granted once,
    /// and nothing happens to one that has ended.
    /// </summary>
    [Fact]
    public void Of_what_queues_and_timers_run_only_invitations_write_to_clerk()
    {
        var started = typeof(UserDocument).Assembly.GetTypes().Where(type => type.GetMethods()
            .SelectMany(method => method.GetParameters())
            .Any(parameter => parameter.IsDefined(typeof(ServiceBusTriggerAttribute)) || parameter.IsDefined(typeof(TimerTriggerAttribute)))).ToList();

        Assert.Equal(
            [nameof(InvitationMessageFunction), nameof(InvitationTimer)],
            started.Where(Writes).Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.All(started.SelectMany(Needs).Where(Writes), type => Assert.Equal(typeof(InvitationTimer).Namespace, type.Namespace));
        Assert.True(started.Count >= 6);
        Assert.True(Writes(typeof(MeFunctions)));

        static bool Writes(Type type) => Needs(type).Contains(typeof(ClerkCommands));
    }

    [Fact]
    public void The_app_uses_no_type_that_only_the_local_host_brings_along() => Assert.DoesNotContain(
        typeof(UserDocument).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
        name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Local.", StringComparison.Ordinal));

    [Fact]
    public void Emulators_do_not_know_the_app() => Assert.All(
        SourceTree.Files("infra/local"), file => Assert.DoesNotMatch(@"using Serverless\.", SourceTree.Read(file)));

    /// <summary>Everything of ours that an object of the type is built from, and whatever may stand behind an interface.</summary>
    private static HashSet<Type> Needs(Type type)
    {
        var needs = new HashSet<Type>();
        var open = new Stack<Type>([type]);
        while (open.TryPop(out var next))
        {
            var parts = next.IsInterface
                ? typeof(UserDocument).Assembly.GetTypes().Where(behind => behind.IsClass && behind.IsAssignableTo(next))
                : next.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType);
            foreach (var part in parts)
            {
                if (part.Namespace?.StartsWith("Serverless", StringComparison.Ordinal) == true && needs.Add(part))
                {
                    open.Push(part);
                }
            }
        }

        return needs;
    }

    [GeneratedRegex(@"^using Serverless\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex RoomsUsed();
}
