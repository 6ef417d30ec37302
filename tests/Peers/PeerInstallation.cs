namespace Serverless.Tests.Peers;

/// <summary>Brings <c>node_modules</c> to what the lock file says, once, however many test runs need it at a time.</summary>
internal static class PeerInstallation
{
    private static readonly TimeSpan installLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan lockLimit = installLimit + TimeSpan.FromMinutes(1);

    // What @clerk/backend demands.
    private static readonly Version oldestNode = new(20, 9);

    /// <returns>Why the packages cannot be used on this machine, null if they are installed.</returns>
    /// <exception cref="InvalidOperationException">npm failed.</exception>
    public static async Task<string?> EnsureAsync()
    {
        var node = await CommandLine.RunAsync("node", PeerFolder.FullName, TimeSpan.FromSeconds(30), "--version");
        if (node is null)
        {
            return "Node.js is not on the PATH.";
        }

        if (!Version.TryParse(node.Output.Trim().TrimStart('v'), out var version) || version < oldestNode)
        {
            return $"Node.js {oldestNode} or later is needed, this is {node.Output.Trim()}.";
        }

        await using var only = await LockAsync();
        return IsCurrent() ? null : await InstallAsync();
    }

    // npm writes this file last, so it is older than the lock file, or missing, after an installation that did not finish.
    private static bool IsCurrent()
    {
        var installed = new FileInfo(Path.Combine(PeerFolder.FullName, "node_modules", ".package-lock.json"));
        var wanted = new FileInfo(Path.Combine(PeerFolder.FullName, "package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= wanted.LastWriteTimeUtc;
    }

    private static async Task<string?> InstallAsync()
    {
        var npm = await CommandLine.RunAsync(
            "npm", PeerFolder.FullName, installLimit, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        return npm switch
        {
            null => "npm is not on the PATH.",
            { ExitCode: 0 } => null,
            _ => throw new InvalidOperationException($"npm ci in {PeerFolder.FullName} failed:\n{npm.Output}"),
        };
    }

    private static async Task<FileStream> LockAsync()
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(PeerFolder.FullName, "..", "obj")).FullName, "peers.lock");
        using var timeout = new CancellationTokenSource(lockLimit);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!timeout.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
