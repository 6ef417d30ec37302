using System.Text.RegularExpressions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>A new container has to be erased from, or to be written down here.</summary>
public sealed partial class ErasureTests
{
    /// <summary>What they keep of somebody who is deleted.</summary>
    private static readonly Dictionary<string, string> NothingPersonal = new()
    {
        ["identities"] = "The two ids of the person: half of the tombstone.",
        ["memberships"] = "Ids, role and times of a membership that has ended: the tombstone of it.",
        ["operations"] = "What operators did; letters by number.",
        ["organizations"] = "An organization's own affairs.",
        ["state"] = "Of the app as a whole, and of nobody.",
        ["users"] = "The tombstone.",
    };

    /// <summary>They are queues.</summary>
    private static readonly string[] NoContainers = ["dead-letters", "queues"];

    [Fact]
    public void Every_container_is_erased_from_or_holds_nothing_personal_of_the_deleted() => Assert.Equal(
        Found(Registration()).Distinct().Order(StringComparer.Ordinal),
        Found(Place()).Except(NoContainers).Concat(NothingPersonal.Keys).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Found(Regex pattern) => SourceTree.Files("functions")
        .SelectMany(file => pattern.Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value));

    [GeneratedRegex("""AddDocuments\("([a-z-]+)",""")]
    private static partial Regex Registration();

    [GeneratedRegex("""string Place => "([a-z-]+)";""")]
    private static partial Regex Place();
}
