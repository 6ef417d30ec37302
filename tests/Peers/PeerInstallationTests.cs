using Xunit;
using Xunit.Sdk;

namespace Serverless.Tests.Peers;

public sealed class PeerInstallationTests
{
    [Fact]
    public void Without_node_a_test_is_skipped_with_the_reason()
    {
        SkipException? end = null;
        try
        {
            Peer.ReportMissing("Node.js is not on the PATH.", ci: null);
        }
        catch (SkipException skip)
        {
            // Assert.Throws would let it pass and skip this test, too.
            end = skip;
        }

        Assert.Contains("Node.js is not on the PATH.", end?.Message);
    }

    [Fact]
    public void Without_node_a_test_fails_on_ci()
    {
        var end = Assert.Throws<FalseException>(() => Peer.ReportMissing("Node.js is not on the PATH.", ci: "true"));

        Assert.Contains("Node.js is not on the PATH.", end.Message);
    }

    [Fact]
    public async Task A_program_that_is_not_there_has_no_outcome()
    {
        Assert.Null(await CommandLine.RunAsync("no-such-program", PeerFolder.FullName, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_lock_file_names_no_registry()
    {
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(PeerFolder.FullName, "package-lock.json")));
    }
}
