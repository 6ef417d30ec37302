namespace Serverless.Tests.Peers;

/// <summary>Where the npm packages live: <c>tests/Peers</c> of the working copy these tests were built from.</summary>
internal static class PeerFolder
{
    public static string FullName { get; } = Path.Combine(Root(), "tests", "Peers");

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Serverless.sln in {AppContext.BaseDirectory} or above it.");
    }
}
