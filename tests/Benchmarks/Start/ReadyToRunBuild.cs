using System.Runtime.InteropServices;
using Local.Stack;
using Shell = Serverless.Tests.Peers.CommandLine;

namespace Serverless.Benchmarks.Start;

/// <summary>The app published for this platform, which compiles its code ahead, into a folder of its own.</summary>
internal static class ReadyToRunBuild
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <returns>The assembly; or null and why there is none, such as a package source without the compiler.</returns>
    public static async Task<(string? Assembly, string Output)> Publish(string folder)
    {
        var output = Path.Combine(folder, "app");
        var published = await Shell.RunAsync(
            "dotnet", StackSettings.PathOf("Root"), Longest,
            "publish", "functions", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:Stack=local",
            "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", output, "--nologo");
        return published is { ExitCode: 0 }
            ? (Path.Combine(output, Path.GetFileName(StackSettings.PathOf("FunctionsApp"))), published.Output)
            : (null, published?.Output ?? "There is no dotnet on the PATH.");
    }
}
