using System.Text.RegularExpressions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>Lines of the log are written by generated methods: with names for their values, and without work for those nobody reads.</summary>
public sealed partial class LoggingTests
{
    [Fact]
    public void Nobody_calls_a_logger_directly()
    {
        Assert.Matches(DirectCall(), "logger.LogWarning(\"…\")");
        Assert.All(SourceTree.Files("functions"), file => Assert.DoesNotMatch(DirectCall(), SourceTree.Read(file)));
    }

    [Fact]
    public void Every_method_that_logs_is_generated()
    {
        var methods = SourceTree.Files("functions").SelectMany(file =>
            LogMethod().Matches(SourceTree.Read(file)).Select(match => (file, match.Value))).ToList();

        Assert.NotEmpty(methods);
        Assert.All(methods, method => Assert.Contains("partial", method.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\.(Log(Trace|Debug|Information|Warning|Error|Critical)?|BeginScope)(<\w+>)?\(|LoggerMessage\.Define")]
    private static partial Regex DirectCall();

    [GeneratedRegex(@"^    (private|internal|public).* void Log\w+\(", RegexOptions.Multiline)]
    private static partial Regex LogMethod();
}
